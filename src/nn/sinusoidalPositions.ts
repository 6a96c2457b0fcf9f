import { add, keep, slice, type Tensor, tensor, tidy, ValueError } from '../tensor/index.ts';
import { Module } from './module.ts';

/**
 * Rows for positions 0 to length - 1, [length, D], of Vaswani et al. (2017): P[t, 2i] = sin(t / 10000^(2i / D)) and
 * P[t, 2i + 1] = cos(t / 10000^(2i / D)).
 *
 * @throws ValueError unless D is even.
 */
export function sinusoidalPositions(length: number, dim: number): Tensor {
  if (dim % 2 !== 0)
    throw new ValueError(`sinusoidalPositions: D must be even, for pairs of sine and cosine; got ${dim}`);
  const table = new Float32Array(length * dim);
  for (let t = 0; t < length; t++) {
    for (let i = 0; i < dim; i += 2) {
      const angle = t * Math.exp((-Math.log(10_000) * i) / dim);
      table[t * dim + i] = Math.sin(angle);
      table[t * dim + i + 1] = Math.cos(angle);
    }
  }
  return tensor(table, { shape: [length, dim] });
}

/** Adds `sinusoidalPositions`, for sequences of any length: x [B, L, D] -> [B, L, D]. */
export class SinusoidalPositions extends Module {
  readonly dim: number;
  #table: Tensor | null = null;

  /** @throws ValueError unless `dim` is even. */
  constructor({ dim }: { dim: number }) {
    super();
    this.dim = dim;
  }

  /** `offset` is the position of the first row: how many came before, when decoding step by step. */
  forward(x: Tensor, { offset = 0 }: { offset?: number } = {}): Tensor {
    const length = x.shape[x.rank - 2];
    return tidy(() => add(x, slice(this.#upTo(offset + length), 0, offset, offset + length)));
  }

  /** The table grows by doubling. */
  #upTo(length: number): Tensor {
    const present = this.#table?.shape[0] ?? 0;
    if (this.#table === null || present < length) {
      this.#table?.dispose();
      this.#table = keep(sinusoidalPositions(Math.max(length, 2 * present, 128), this.dim));
    }
    return this.#table;
  }

  override dispose(): void {
    super.dispose();
    this.#table?.dispose();
    this.#table = null;
  }
}
