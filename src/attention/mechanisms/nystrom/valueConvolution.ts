import { init, Module, Parameter } from '../../../nn/index.ts';
import {
  broadcastTo,
  matmul,
  pad,
  type Rng,
  reshape,
  slice,
  type Tensor,
  tidy,
} from '../../../tensor/index.ts';
import type { AttentionCost, AttentionShape } from '../../mechanism.ts';
import { stridedWindows, windowCounts } from '../stridedWindows.ts';

/** Positions that are computed by one product. */
const BLOCK = 64;

/**
 * y_i = Σ_c w_c v_(i + c - (K - 1) / 2) with zeros beyond the ends: a convolution over positions with weights of each head, the same
 * for all elements of a value, K odd. [B, H, S, Ev] -> [B, H, S, Ev]. Each 64 positions are one product with the matrix of all their
 * windows, K + 63 multiply-adds an element where K would do, but in the quickest way that there is.
 */
export class ValueConvolution extends Module {
  /** [H, K], initially uniform within ±1/sqrt(K). */
  readonly weight: Parameter;

  constructor({ numHeads, kernelSize, rng }: { numHeads: number; kernelSize: number; rng: Rng }) {
    super();
    const bound = 1 / Math.sqrt(kernelSize);
    this.weight = new Parameter([numHeads, kernelSize], init.uniform({ low: -bound, high: bound, rng }));
  }

  forward(value: Tensor): Tensor {
    const [B, H, S, Ev] = value.shape;
    const { before, span } = this.#extents();
    return tidy(() => {
      const padded = pad(value, [
        [0, 0],
        [0, 0],
        [before, 0],
        [0, 0],
      ]);
      const windows = stridedWindows(padded, BLOCK, span);
      const blocks = reshape(windows, [B, H, windows.shape[2], span, Ev]);
      const rows = matmul(reshape(this.#matrices(), [H, 1, BLOCK, span]), blocks);
      return slice(reshape(rows, [B, H, windows.shape[2] * BLOCK, Ev]), 2, 0, S);
    });
  }

  cost({ B, H, S, Ev }: Pick<AttentionShape, 'B' | 'H' | 'S' | 'Ev'>): AttentionCost {
    const { before, span } = this.#extents();
    const { count, rows, parts } = windowCounts(S + before, BLOCK, span);
    const cut = B * (S + before + (parts > 1 ? count * span : 0)) * Ev;
    const whole = B * rows * BLOCK * Ev;
    return {
      multiplyAdds: B * H * count * BLOCK * span * Ev,
      bytes: 4 * H * (cut + Math.max(whole, B * count * BLOCK * Ev + BLOCK * span)),
    };
  }

  /** Positions that the first window has before its block, and those of each window. */
  #extents(): { before: number; span: number } {
    const [, K] = this.weight.shape;
    return { before: (K - 1) / 2, span: BLOCK + K - 1 };
  }

  /** [H, BLOCK, span] with the weights in row i from column i on: rows followed by zeros, cut into lines that are shorter by one. */
  #matrices(): Tensor {
    const [H, K] = this.weight.shape;
    const { span } = this.#extents();
    const rows = broadcastTo(reshape(this.weight, [H, 1, K]), [H, BLOCK, K]);
    const lines = reshape(
      pad(rows, [
        [0, 0],
        [0, 0],
        [0, BLOCK],
      ]),
      [H, BLOCK * (span + 1)],
    );
    return reshape(slice(lines, 1, 0, BLOCK * span), [H, BLOCK, span]);
  }
}
