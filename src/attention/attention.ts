import { Module } from '../nn/index.ts';
import {
  checkLengths,
  dropout,
  expandDims,
  formatShape,
  fusedAttention,
  matmul,
  ShapeError,
  squeeze,
  type Tensor,
  tidy,
} from '../tensor/index.ts';
import type { AttentionOptions, AttentionResult, Mechanism } from './mechanism.ts';
import type { Normalizer } from './normalizers/index.ts';
import { dense, type Pattern } from './patterns/index.ts';
import { lower } from './patterns/lower.ts';
import type { Score } from './scores/index.ts';
import { visibility } from './visibility.ts';

/**
 * Attention put together from its parts: `score` says how alike a query and a key are, `normalizer` turns scores into
 * weights, `pattern` says who may look at whom.
 *
 *     weights = normalizer(score(query, key) where pattern, lengths and mask allow),   output = weights value
 *
 * A dot-product score under softmax runs in one fused kernel, in memory linear in length, unless weights are asked for.
 *
 * @throws ShapeError at the call if query, key and value do not fit one another.
 */
export function attention({
  score,
  normalizer,
  pattern = dense(),
}: {
  score: Score;
  normalizer: Normalizer;
  pattern?: Pattern;
}): Mechanism {
  const parts = { score, normalizer, pattern };
  const attend = (
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options: AttentionOptions = {},
  ): AttentionResult => {
    checkShapes(query, key, value);
    return tidy(() => {
      if (query.rank === 4) return attendHeads(parts, query, key, value, options);
      const [q, k, v] = [query, key, value].map((x) => expandDims(x, 1));
      const { output, weights } = attendHeads(parts, q, k, v, options);
      return { output: squeeze(output, 1), weights: weights && squeeze(weights, 1) };
    });
  };
  const modules = Object.values(parts).filter((part): part is typeof part & Module => part instanceof Module);
  return Object.assign(attend, { mechanism: `${score.name}/${normalizer.name}/${pattern.name}`, modules });
}

interface Parts {
  readonly score: Score;
  readonly normalizer: Normalizer;
  readonly pattern: Pattern;
}

function attendHeads(
  parts: Parts,
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: AttentionOptions,
): AttentionResult {
  const { score, normalizer, pattern } = parts;
  const { mask = null, needWeights = false } = options;
  const [B, H, L] = query.shape;
  const S = key.shape[2];
  const blocks = lower(pattern, L, S, B, H);
  const lengths = checkLengths(options.lengths, B, S);
  const drop = options.dropout != null && options.dropout.p > 0 ? options.dropout : null;

  if (!needWeights && normalizer.isSoftmax && score.asDotProduct !== undefined) {
    const product = score.asDotProduct(query, key);
    const output = fusedAttention(product.query, product.key, value, {
      scale: product.scale,
      blocks,
      lengths,
      mask,
      dropout: drop && { p: drop.p, seed: drop.rng.bits() },
    });
    return { output, weights: null };
  }
  const weights = normalizer.normalize(score.scores(query, key), visibility(blocks, lengths, mask, B, H, S));
  const kept = drop === null ? weights : dropout(weights, drop.p, drop.rng);
  return { output: matmul(kept, value), weights: needWeights ? weights : null };
}

/** The rule that is broken most: people pass the wrong state as value. */
export const DIFFERENT_LENGTHS = 'key and value must share length S';

function checkShapes(query: Tensor, key: Tensor, value: Tensor): void {
  const broken = brokenRule(query, key, value);
  if (broken === null) return;
  const [q, k, v] = [query, key, value].map(({ shape }) => formatShape(shape));
  const hint = broken === DIFFERENT_LENGTHS ? ' Did you pass the decoder state as value?' : '';
  throw new ShapeError(`attention: ${broken}; got query ${q}, key ${k} and value ${v}.${hint}`);
}

function brokenRule(query: Tensor, key: Tensor, value: Tensor): string | null {
  const { rank } = query;
  if (rank < 3 || rank > 4 || key.rank !== rank || value.rank !== rank) {
    return 'query, key and value must all be [B, L, E], or all [B, H, L, E] with heads';
  }
  const lead = rank - 2;
  for (let axis = 0; axis < lead; axis++) {
    if (query.shape[axis] !== key.shape[axis] || key.shape[axis] !== value.shape[axis]) {
      return `query, key and value must share ${axis === 0 ? 'batch B' : 'heads H'}`;
    }
  }
  if (key.shape[lead] === value.shape[lead]) return null;
  return DIFFERENT_LENGTHS;
}
