import { formatShape, ShapeError, type Tensor, ValueError } from '../tensor/index.ts';
import { DIFFERENT_LENGTHS } from './defineMechanism.ts';

export interface MultiHeadSizesOptions {
  /** D: the size of queries and of the output. */
  readonly embedDim: number;
  /** H, which divides D. */
  readonly numHeads: number;
  /** Hk: heads of keys and values, each for H / Hk heads of queries side by side; H by default. */
  readonly numKeyValueHeads?: number;
  /** The size of keys that come in; D by default. */
  readonly keyDim?: number;
  /** The size of values that come in; D by default. */
  readonly valueDim?: number;
}

/** The sizes of attention with several heads. */
export interface MultiHeadSizes extends Required<MultiHeadSizesOptions> {
  /** E = D / H. */
  readonly headDim: number;
}

/** @throws ValueError unless all are whole numbers from 1, H divides D and Hk divides H. */
export function multiHeadSizes(layer: string, options: MultiHeadSizesOptions): MultiHeadSizes {
  const { embedDim, numHeads } = options;
  const { numKeyValueHeads = numHeads, keyDim = embedDim, valueDim = embedDim } = options;
  const sizes = { embedDim, numHeads, numKeyValueHeads, keyDim, valueDim };
  for (const [name, size] of Object.entries(sizes)) {
    if (Number.isInteger(size) && size >= 1) continue;
    throw new ValueError(`${layer}: ${name} must be a whole number from 1; got ${size}`);
  }
  requireDivisor(layer, { numHeads }, { embedDim });
  requireDivisor(layer, { numKeyValueHeads }, { numHeads });
  return { ...sizes, headDim: embedDim / numHeads };
}

function requireDivisor(layer: string, divisor: Record<string, number>, whole: Record<string, number>): void {
  const [[[small, n]], [[large, N]]] = [Object.entries(divisor), Object.entries(whole)];
  if (N % n === 0) return;
  const divisors = Array.from({ length: Math.min(N, 64) }, (_, i) => i + 1).filter((i) => N % i === 0);
  throw new ValueError(
    `${layer}: ${small} must divide ${large}; got ${n} and ${N}, which ${divisors.join(', ')} divide`,
  );
}

/** @throws ShapeError unless query is [B, L, D], key [B, S, keyDim] and value [B, S, valueDim]. */
export function checkInputs(
  layer: string,
  sizes: MultiHeadSizes,
  query: Tensor,
  key: Tensor,
  value: Tensor,
): void {
  const broken = brokenRule(sizes, query, key, value);
  if (broken === null) return;
  const [q, k, v] = [query, key, value].map(({ shape }) => formatShape(shape));
  const hint = broken === DIFFERENT_LENGTHS ? ' Did you pass the decoder state as value?' : '';
  throw new ShapeError(`${layer}.forward: ${broken}; got query ${q}, key ${k} and value ${v}.${hint}`);
}

function brokenRule(sizes: MultiHeadSizes, query: Tensor, key: Tensor, value: Tensor): string | null {
  const { embedDim: D, keyDim, valueDim } = sizes;
  const fits = (x: Tensor, size: number) => x.rank === 3 && x.shape[2] === size;
  if (!fits(query, D) || !fits(key, keyDim) || !fits(value, valueDim)) {
    return keyDim === D && valueDim === D
      ? `query, key and value must be [B, length, D] with D = ${D}`
      : `query, key and value must be [B, L, ${D}], [B, S, ${keyDim}] and [B, S, ${valueDim}]`;
  }
  const [B] = query.shape;
  if (key.shape[0] !== B || value.shape[0] !== B) return 'query, key and value must share batch B';
  return key.shape[1] === value.shape[1] ? null : DIFFERENT_LENGTHS;
}
