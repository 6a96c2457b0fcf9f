import { keep, requireGrad, type Shape, Tensor } from '../tensor/index.ts';
import { denseStrides, sizeOf } from '../tensor/shape.ts';
import { Storage } from '../tensor/storage.ts';
import { constant, type Initializer } from './init.ts';

/**
 * A tensor that training changes: dense float32 in memory of its own, exempt from `tidy`, and a leaf at which `backward`
 * gathers gradients. A module finds its parameters by this class.
 */
export class Parameter extends Tensor {
  /** `initialize` writes the first values; without it they are 0. */
  constructor(shape: Shape, initialize: Initializer = constant(0)) {
    super(new Storage(4 * sizeOf(shape)), 'float32', shape, denseStrides(shape), undefined, false);
    keep(this);
    initialize(this);
    requireGrad(this);
  }
}
