import { Module } from '../nn/index.ts';
import { dropout as drop, fusedAttention, matmul, type Tensor, ValueError } from '../tensor/index.ts';
import { exactCost } from './attentionCost.ts';
import { defineMechanism, type HeadInputs, type MechanismDefinition } from './defineMechanism.ts';
import type { Mechanism } from './mechanism.ts';
import type { Normalizer } from './normalizers/index.ts';
import { dense, type Pattern } from './patterns/index.ts';
import { lastRows } from './patterns/lastRows.ts';
import { lower } from './patterns/lower.ts';
import type { RelativePositions } from './positions/index.ts';
import { positionedProduct, positionedScores } from './positions/positionedScores.ts';
import { repeatHeads } from './repeatHeads.ts';
import { refuseOption, requireOptions } from './requireOptions.ts';
import type { Score } from './scores/index.ts';
import { visibility } from './visibility.ts';

/**
 * Attention put together from its parts: `score` says how alike a query and a key are, `normalizer` turns scores into
 * weights, `pattern` says who may look at whom, and `positions`, if any, how far apart they are.
 *
 *     weights = normalizer(score(query, key) where pattern, lengths and mask allow),   output = weights value
 *
 * A dot-product score under softmax runs in one fused kernel, in memory linear in length, unless weights are asked for. It decodes by
 * a `KVCache`, whatever the alignment of its pattern, unless what the pattern shows depends on the number of positions.
 *
 * @throws ValueError if the positions work inside a dot product and the score is none; ShapeError at the call if query, key
 * and value do not fit one another.
 */
export function attention(options: {
  score: Score;
  normalizer: Normalizer;
  pattern?: Pattern;
  positions?: RelativePositions | null;
}): Mechanism {
  requireOptions('attention', options, ['score', 'normalizer']);
  refuseOption('attention', options, 'causal', 'Pass pattern: causal().');
  const { score, normalizer, pattern = dense(), positions = null } = options;
  if (positions !== null) checkPositions(positions, score);
  const parts = { score, normalizer, pattern, positions };
  const undecodable = whyNotInSteps(parts);
  if (undecodable !== undefined) return mechanismOf(parts, { undecodable });
  return mechanismOf(parts, { cached: mechanismOf({ ...parts, pattern: lastRows(pattern) }) });
}

function whyNotInSteps({ score, pattern, positions }: AttentionParts): string | undefined {
  if (pattern.fixedLength) {
    return `what ${pattern.name} shows depends on how many positions there are in all`;
  }
  for (const part of [score, positions]) {
    if (part === null || !('align' in part) || part.align === 'end') continue;
    return `${part.name} was not made for queries that are the last of the keys, as with align: 'end', or causal: true`;
  }
  return undefined;
}

function mechanismOf(
  parts: AttentionParts,
  decoding: Pick<MechanismDefinition, 'cached' | 'undecodable'> = {},
): Mechanism {
  const present = Object.values(parts).filter((part) => part !== null);
  return defineMechanism({
    ...decoding,
    name: present.map(({ name }) => name).join('/'),
    modules: present.filter((part): part is typeof part & Module => part instanceof Module),
    formsWeights: true,
    causal: parts.pattern.causal ?? null,
    groupsHeads: true,
    comparesSizes: true,
    requireSizes(sizes) {
      parts.score.requireSizes?.(sizes);
      parts.positions?.requireSizes?.(sizes);
    },
    attend: (inputs) => attend(parts, inputs),
    cost: (shape) => exactCost(parts, shape),
  });
}

export interface AttentionParts {
  readonly score: Score;
  readonly normalizer: Normalizer;
  readonly pattern: Pattern;
  readonly positions: RelativePositions | null;
}

function attend({ score, normalizer, pattern, positions }: AttentionParts, inputs: HeadInputs) {
  const { query, key, value, lengths, mask, dropout, needWeights } = inputs;
  const [B, H, L] = query.shape;
  const S = key.shape[2];
  const blocks = lower(pattern, L, S, B, H);
  const product =
    !needWeights && normalizer.isSoftmax ? positionedProduct(score, positions, query, key) : null;
  if (product !== null) {
    const { query, key, scale, bias } = product;
    const seeded = dropout && { p: dropout.p, seed: dropout.rng.bits() };
    const options = { scale, bias, blocks, lengths, mask, dropout: seeded };
    return { output: fusedAttention(query, key, repeatHeads(value, key.shape[1]), options) };
  }
  const scores = positionedScores(score, positions, query, repeatHeads(key, H));
  const { weights, logProb } = normalize(normalizer, scores, visibility(blocks, lengths, mask, B, H, S));
  const kept = dropout === null ? weights : drop(weights, dropout.p, dropout.rng);
  return { output: matmul(kept, repeatHeads(value, H)), weights, logProb };
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
