import './fluent.ts';

export { backward } from './autograd/backward.ts';
export type { BackwardRule } from './autograd/graph.ts';
export { detach, noGrad, record, recordMany, requireGrad } from './autograd/record.ts';
export { arange, eye, full, ones, requireFloat, type TensorLike, tensor, zeros } from './creation.ts';
export type { DataOf, DType } from './dtype.ts';
export * from './errors.ts';
export * from './ops/index.ts';
export { randomNormal, randomUniform } from './random.ts';
export { Rng, type RngState } from './rng.ts';
export { keep, tidy } from './scope.ts';
export type { Shape } from './shape.ts';
export { type SparseMatrix, Sparsity, type SparsityOptions } from './sparsity.ts';
export { countTensors, empty, type NestedArray, Tensor } from './tensor.ts';
