import { type Tensor, ValueError } from '../tensor/index.ts';

/**
 * How many steps of each sequence of x [B, L, ...] count.
 *
 * @throws ValueError unless there is a whole number from 0 to L for each of the B sequences.
 */
export function checkedLengths(operation: string, lengths: ArrayLike<number>, x: Tensor): number[] {
  const [rows, steps] = x.shape;
  const checked = Array.from(lengths);
  if (checked.length !== rows || checked.some((n) => !Number.isInteger(n) || n < 0 || n > steps)) {
    throw new ValueError(
      `${operation}: lengths must be ${rows} whole numbers (one a sequence) from 0 to ${steps} (L); got [${checked.join(', ')}]`,
    );
  }
  return checked;
}
