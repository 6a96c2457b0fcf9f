import { init, Module, Parameter } from '../../../nn/index.ts';
import {
  broadcastTo,
  copyInto,
  eye,
  matmul,
  mul,
  reshape,
  sum,
  type Tensor,
  tidy,
} from '../../../tensor/index.ts';
import type { MechanismSizes } from '../../mechanism.ts';
import { stridedWindows } from '../stridedWindows.ts';

/**
 * The parameters of memory-compressed attention: in each head a convolution over its keys, and a weighted sum over its values.
 * Both begin as the mean of a window.
 */
export class KeyCompression extends Module {
  /** [H, K, E, E]: the matrix at the right of the keys at each of the K places of a window. */
  readonly key: Parameter;
  /** [H, K] */
  readonly value: Parameter;
  readonly factor: number;

  constructor({
    numHeads: H,
    headDim: E,
    factor,
    kernelSize: K,
  }: Omit<MechanismSizes, 'rng'> & { factor: number; kernelSize: number }) {
    super();
    const mean = (target: Tensor) =>
      tidy(() => copyInto(target, broadcastTo(mul(eye(E), 1 / K), target.shape)));
    this.key = new Parameter([H, K, E, E], mean);
    this.value = new Parameter([H, K], init.constant(1 / K));
    this.factor = factor;
  }

  /** [B, H, S, E] -> [B, H, ceil(S / factor), E]. */
  compressKeys(key: Tensor): Tensor {
    const [H, K, E] = this.key.shape;
    return tidy(() => matmul(stridedWindows(key, this.factor, K), reshape(this.key, [H, K * E, E])));
  }

  /** [B, H, S, Ev] -> [B, H, ceil(S / factor), Ev]. */
  compressValues(value: Tensor): Tensor {
    const [B, H, , Ev] = value.shape;
    const [, K] = this.value.shape;
    return tidy(() => {
      const windows = stridedWindows(value, this.factor, K);
      const apart = reshape(windows, [B, H, windows.shape[2], K, Ev]);
      return sum(mul(apart, reshape(this.value, [H, 1, K, 1])), 3);
    });
  }
}
