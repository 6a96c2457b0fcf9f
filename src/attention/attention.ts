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
  ValueError,
} from '../tensor/index.ts';
import { checkMask } from './checkMask.ts';
import type { AttentionOptions, AttentionResult, Mechanism } from './mechanism.ts';
import type { Normalizer } from './normalizers/index.ts';
import { dense, type Pattern } from './patterns/index.ts';
import { lower } from './patterns/lower.ts';
import type { RelativePositions } from './positions/index.ts';
import { positionedProduct, positionedScores } from './positions/positionedScores.ts';
import { repeatHeads } from './repeatHeads.ts';
import type { Score } from './scores/index.ts';
import { visibility } from './visibility.ts';

/**
 * Attention put together from its parts: `score` says how alike a query and a key are, `normalizer` turns scores into
 * weights, `pattern` says who may look at whom, and `positions`, if any, how far apart they are.
 *
 *     weights = normalizer(score(query, key) where pattern, lengths and mask allow),   output = weights value
 *
 * A dot-product score under softmax runs in one fused kernel, in memory linear in length, unless weights are asked for.
 *
 * @throws ValueError if the positions work inside a dot product and the score is none; ShapeError at the call if query, key
 * and value do not fit one another.
 */
export function attention({
  score,
  normalizer,
  pattern = dense(),
  positions = null,
}: {
  score: Score;
  normalizer: Normalizer;
  pattern?: Pattern;
  positions?: RelativePositions | null;
}): Mechanism {
  if (positions !== null) checkPositions(positions, score);
  const parts = { score, normalizer, pattern, positions };
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
  const names = [score, normalizer, pattern, ...(positions === null ? [] : [positions])].map(
    ({ name }) => name,
  );
  return Object.assign(attend, { mechanism: names.join('/'), modules });
}

interface Parts {
  readonly score: Score;
  readonly normalizer: Normalizer;
  readonly pattern: Pattern;
  readonly positions: RelativePositions | null;
}

function attendHeads(
  parts: Parts,
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: AttentionOptions,
): AttentionResult {
  const { score, normalizer, pattern, positions } = parts;
  const { mask = null, needWeights = false } = options;
  const [B, H, L] = query.shape;
  const S = key.shape[2];
  const blocks = lower(pattern, L, S, B, H);
  const lengths = checkLengths(options.lengths, B, S);
  checkMask(mask, [B, H, L, S]);
  const drop = options.dropout != null && options.dropout.p > 0 ? options.dropout : null;

  const product =
    !needWeights && normalizer.isSoftmax ? positionedProduct(score, positions, query, key) : null;
  if (product !== null) {
    const output = fusedAttention(product.query, product.key, value, {
      scale: product.scale,
      bias: product.bias,
      blocks,
      lengths,
      mask,
      dropout: drop && { p: drop.p, seed: drop.rng.bits() },
    });
    return { output, weights: null, logProb: null };
  }
  const scores = positionedScores(score, positions, query, repeatHeads(key, H));
  const { weights, logProb } = normalize(normalizer, scores, visibility(blocks, lengths, mask, B, H, S));
  const kept = drop === null ? weights : dropout(weights, drop.p, drop.rng);
  return { output: matmul(kept, repeatHeads(value, H)), weights: needWeights ? weights : null, logProb };
}

function normalize(normalizer: Normalizer, scores: Tensor, mask: Tensor | null) {
  return normalizer.sample?.(scores, mask) ?? { weights: normalizer.normalize(scores, mask), logProb: null };
}

/** What makes a dot product a matter of distance, such as turning its vectors, makes nothing of the kind of another score. */
function checkPositions(positions: RelativePositions, score: Score): void {
  if (!positions.needsDotProduct || score.asDotProduct !== undefined) return;
  throw new ValueError(
    `attention: ${positions.name} positions work inside the dot product of query and key, and the ${score.name} score is ` +
      'no dot product. alibi and T5Buckets, which are added to scores, go with all of them.',
  );
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
