import { kernels } from '../../runtime/index.ts';
import { contiguous, empty, type Shape, type Tensor } from '../../tensor/index.ts';

/** Which steps of each sequence count, int32 [B] or null for all, and whether they are taken from its own end backwards. */
export interface TimeOrder {
  readonly lengths: Tensor | null;
  readonly reverse: boolean;
}

/** x [B, L, D] as [L, B, D] in the order in which steps are taken; zeros past the lengths. Not recorded. */
export function toTimeMajor(x: Tensor, order: TimeOrder): Tensor {
  const [rows, steps, size] = x.shape;
  const out = empty([steps, rows, size]);
  moveToTimeMajor(x, out.pointer, order);
  return out;
}

/** The same, to [L, B, D] at an address. */
export function moveToTimeMajor(x: Tensor, pointer: number, { lengths, reverse }: TimeOrder): void {
  const [rows, steps, size] = x.shape;
  const source = x.strides[2] === 1 ? x : contiguous(x);
  const [row, step] = source.strides;
  kernels().moveSteps(
    ...([rows, steps, size, lengths?.pointer ?? 0, reverse] as const),
    ...([source.pointer, row, step, pointer, size, rows * size] as const),
  );
}

/** The way back: [L, B, D] at an address to [B, L, D]. */
export function toBatchMajor(
  pointer: number,
  [steps, rows, size]: Shape,
  { lengths, reverse }: TimeOrder,
): Tensor {
  const out = empty([rows, steps, size]);
  kernels().moveSteps(
    ...([rows, steps, size, lengths?.pointer ?? 0, reverse] as const),
    ...([pointer, size, rows * size, out.pointer, steps * size, size] as const),
  );
  return out;
}
