import { Rng, randomUniform, type Tensor } from '../../src/tensor/index.ts';

/** One kernel and its naive twin in plain JavaScript on typed arrays, both writing the same results. */
export interface KernelCase {
  readonly name: string;
  /** How many elements a call works on; times are given for each. */
  readonly elements: number;
  readonly kernel: () => void;
  readonly naive: () => void;
  /** What each has written: compared before anything is timed. */
  readonly results: readonly (readonly [kernel: Tensor, naive: ArrayLike<number>])[];
}

const rng = new Rng(1);

/** Random numbers for the kernel, and the same for its twin. */
export function input(shape: readonly number[], low = -3, high = 3): [Tensor, Float32Array] {
  const x = randomUniform(shape, rng, low, high);
  return [x, x.read() as Float32Array];
}
