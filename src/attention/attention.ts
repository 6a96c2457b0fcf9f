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
import { checkMask } from './checkMask.ts';
import type { AttentionOptions, AttentionResult, Mechanism } from './mechanism.ts';
import type { Normalizer } from './normalizers/index.ts';
import { dense, type Pattern } from './patterns/index.ts';
import { lower } from './patterns/lower.ts';
import { repeatHeads } from './repeatHeads.ts';
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
      const { output, weights, logProb } = attendHeads(parts, q, k, v, options);
      const withoutHeads = (x: Tensor | null) => x && squeeze(x, 1);
      return {
        output: squeeze(output, 1),
        weights: withoutHeads(weights),
        logProb: withoutHeads(logProb),
      };
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
  checkMask(mask, [B, H, L, S]);
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
    return { output, weights: null, logProb: null };
  }
  const scores = score.scores(query, repeatHeads(key, H));
  const { weights, logProb } = normalize(normalizer, scores, visibility(blocks, lengths, mask, B, H, S));
  const kept = drop === null ? weights : dropout(weights, drop.p, drop.rng);
  return { output: matmul(kept, repeatHeads(value, H)), weights: needWeights ? weights : null, logProb };
}

function normalize(normalizer: Normalizer, scores: Tensor, mask: Tensor | null) {
  return normalizer.sample?.(scores, mask) ?? { weights: normalizer.normalize(scores, mask), logProb: null };
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
  if (query.shape[0] !== key.shape[0] || key.shape[0] !== value.shape[0]) {
    return 'query, key and value must share batch B';
  }
  if (rank === 4) {
    const [[, H], [, Hk], [, Hv]] = [query.shape, key.shape, value.shape];
    if (Hk !== Hv || (Hk === 0 ? H > 0 : H % Hk > 0)) {
      return 'key and value must share heads Hk, and those of the query must be a multiple of them';
    }
  }
  if (key.shape[lead] === value.shape[lead]) return null;
  return DIFFERENT_LENGTHS;
}
