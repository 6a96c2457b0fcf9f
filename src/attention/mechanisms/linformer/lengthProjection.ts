import { init, Module, Parameter } from '../../../nn/index.ts';
import {
  broadcastTo,
  matmul,
  permute,
  type Rng,
  reshape,
  slice,
  type Tensor,
  tidy,
  transpose,
  where,
} from '../../../tensor/index.ts';
import type { LinformerOptions } from './linformer.ts';

/** Linformer's parameters: keys and values are sums over positions, with learned weights. */
export class LengthProjection extends Module {
  /** [G, rank, maxLength] with G = H, or 1 where heads share it; initially normal, so that keys keep their length. */
  readonly key: Parameter;
  /** As `key`, and the same where keys and values share it. */
  readonly value: Parameter;

  constructor({
    maxLength,
    rank,
    sharing,
    numHeads,
    rng,
  }: Required<LinformerOptions> & { numHeads: number; rng: Rng }) {
    super();
    const matrix = () =>
      new Parameter(
        [sharing === 'none' ? numHeads : 1, rank, maxLength],
        init.normal({ std: 1 / Math.sqrt(maxLength), rng }),
      );
    this.key = matrix();
    this.value = sharing === 'keyValue' ? this.key : matrix();
  }

  /**
   * Keys [B, H, S, E] and values [B, H, S, Ev] -> [B, H, rank, E] and [B, H, rank, Ev], of what is visible: bool, broadcasting to
   * [B, H, 1, S]; null for all.
   */
  forward(key: Tensor, value: Tensor, visible: Tensor | null): { key: Tensor; value: Tensor } {
    return { key: project(this.key, key, visible), value: project(this.value, value, visible) };
  }
}

/**
 * Matrices [G, rank, S...] times x [B, H, S, n] -> [B, H, rank, n]. Sequences, and heads that share a matrix, lie side by side
 * for it: one product makes them all, and the gradient of the matrix is one, not one for each.
 */
function project(matrices: Tensor, x: Tensor, visible: Tensor | null): Tensor {
  return tidy(() => {
    const [B, H, S, n] = x.shape;
    const [G, rank] = matrices.shape;
    const beside = (y: Tensor) => permute(reshape(y, [B, G, H / G, S, y.shape[3]]), [1, 3, 0, 2, 4]);
    const seen = visible && beside(broadcastTo(transpose(visible), [B, H, S, 1]));
    const columns = reshape(seen === null ? beside(x) : where(seen, beside(x), 0), [G, S, B * (H / G) * n]);
    const rows = reshape(matmul(slice(matrices, 2, 0, S), columns), [G, rank, B, H / G, n]);
    return reshape(permute(rows, [2, 0, 3, 1, 4]), [B, H, rank, n]);
  });
}
