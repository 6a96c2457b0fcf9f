import { expandDims, logicalAnd, type Tensor, tensor, tidy } from '../tensor/index.ts';
import type { LoweredPattern } from './patterns/index.ts';

/** The bool mask [B, 1, L, S]-like of a pattern, lengths and a mask together; null where everything may be seen. */
export function visibility(
  pattern: LoweredPattern,
  lengths: readonly number[] | null,
  mask: Tensor | null,
  L: number,
  S: number,
): Tensor | null {
  return tidy(() => {
    const parts: Tensor[] = [];
    if (pattern.causalOffset !== null) parts.push(causalMask(pattern.causalOffset, L, S));
    if (lengths !== null) parts.push(lengthMask(lengths, S));
    if (mask !== null) parts.push(mask);
    if (parts.length === 0) return null;
    // A mask of the caller's must not be freed with the others.
    return parts.length === 1 ? parts[0].view() : parts.reduce((a, b) => logicalAnd(a, b));
  });
}

/** [L, S], true where j <= i + offset. */
function causalMask(offset: number, L: number, S: number): Tensor {
  const data = new Uint8Array(L * S);
  for (let i = 0; i < L; i++) data.fill(1, i * S, i * S + Math.max(0, Math.min(S, i + offset + 1)));
  return tensor(data, { shape: [L, S] });
}

/** [B, 1, 1, S], true where j < lengths[b]. */
export function lengthMask(lengths: readonly number[], S: number): Tensor {
  const data = new Uint8Array(lengths.length * S);
  for (const [b, n] of lengths.entries()) data.fill(1, b * S, b * S + n);
  return expandDims(expandDims(tensor(data, { shape: [lengths.length, S] }), 1), 1);
}
