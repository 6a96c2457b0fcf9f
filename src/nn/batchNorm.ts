import {
  add,
  addInPlace,
  formatShape,
  keep,
  mean,
  mul,
  noGrad,
  ones,
  reshape,
  rsqrt,
  ShapeError,
  scaleInPlace,
  square,
  sub,
  type Tensor,
  tidy,
  ValueError,
  zeros,
} from '../tensor/index.ts';
import { constant } from './init.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';

export interface BatchNormOptions {
  /** C, the last axis. */
  numFeatures: number;
  eps?: number;
  /** How much of a batch enters the running statistics. */
  momentum?: number;
}

/**
 * (x - mean) / sqrt(variance + eps) weight + bias for each channel, over all else: [..., C] -> [..., C], so that it serves
 * rows, sequences and images alike, channels last (Ioffe and Szegedy, 2015). Training takes the statistics of the batch, and
 * lets them enter the running ones, `running += momentum (batch - running)`, which are used otherwise. As in PyTorch the
 * running variance is the unbiased one; its count of batches is not kept.
 */
export class BatchNorm extends Module {
  /** [C], initially 1. */
  readonly weight: Parameter;
  /** [C], initially 0. */
  readonly bias: Parameter;
  /** [C] each: buffers, initially 0 and 1. */
  readonly runningMean: Tensor;
  readonly runningVar: Tensor;
  readonly eps: number;
  readonly momentum: number;

  /** @throws ValueError unless 0 <= momentum <= 1. */
  constructor({ numFeatures, eps = 1e-5, momentum = 0.1 }: BatchNormOptions) {
    super();
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new ValueError(`BatchNorm: momentum must be from 0 to 1; got ${momentum}`);
    }
    this.weight = new Parameter([numFeatures], constant(1));
    this.bias = new Parameter([numFeatures]);
    this.runningMean = keep(zeros([numFeatures]));
    this.runningVar = keep(ones([numFeatures]));
    this.eps = eps;
    this.momentum = momentum;
  }

  /**
   * @throws ShapeError unless the last axis of x is C; ValueError in training if there is only one value for each channel.
   */
  forward(x: Tensor): Tensor {
    const [channels] = this.weight.shape;
    if (x.rank < 2 || x.shape[x.rank - 1] !== channels) {
      throw new ShapeError(
        `BatchNorm: needs x [..., C] with C = ${channels}, channels last; got ${formatShape(x.shape)}`,
      );
    }
    return tidy(() => {
      const rows = reshape(x, [-1, channels]);
      const [centred, variance] = this.training ? this.#ofBatch(rows) : this.#ofRunning(rows);
      const scale = mul(rsqrt(add(variance, this.eps)), this.weight);
      return reshape(add(mul(centred, scale), this.bias), x.shape);
    });
  }

  #ofRunning(rows: Tensor): [centred: Tensor, variance: Tensor] {
    return [sub(rows, this.runningMean), this.runningVar];
  }

  #ofBatch(rows: Tensor): [centred: Tensor, variance: Tensor] {
    const [count] = rows.shape;
    if (count < 2) {
      throw new ValueError(
        `BatchNorm: training needs at least 2 values for each channel; got ${count}. Use larger batches, or eval().`,
      );
    }
    const batchMean = mean(rows, 0);
    const centred = sub(rows, batchMean);
    const variance = mean(square(centred), 0);
    noGrad(() => {
      scaleInPlace([this.runningMean, this.runningVar], 1 - this.momentum);
      addInPlace(this.runningMean, mul(batchMean, this.momentum));
      addInPlace(this.runningVar, mul(variance, (this.momentum * count) / (count - 1)));
    });
    return [centred, variance];
  }
}
