import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { tidy } from '../scope.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';

/** Functions of one argument whose backward pass is one kernel too. */
export type UnaryKernel =
  | 'sqrt'
  | 'rsqrt'
  | 'square'
  | 'abs'
  | 'reciprocal'
  | 'tanh'
  | 'sigmoid'
  | 'relu'
  | 'gelu'
  | 'silu'
  | 'sin'
  | 'cos';
/** Functions whose derivative is made of other operations. */
export type PlainUnaryKernel = 'neg' | 'exp' | 'log';

/** Runs an elementwise kernel of one argument; gradients are the caller's. */
export function applyUnary(operation: UnaryKernel | PlainUnaryKernel, x: Tensor): Tensor {
  requireFloat(operation, x);
  return tidy(() => {
    const source = contiguous(x);
    const out = empty(x.shape, 'float32', operation);
    kernels()[operation](x.size, source.pointer, out.pointer);
    return out;
  });
}

/** An elementwise function of one argument whose gradient kernel takes x ('input') or f(x) ('output'). */
export function unary(operation: UnaryKernel, x: Tensor, saves: 'input' | 'output'): Tensor {
  const out = applyUnary(operation, x);
  return record(operation, out, [x], [saves === 'input' ? x : out], (g, [saved]) => [
    unaryGradient(operation, saved, g),
  ]);
}

/** The gradient of a function's argument, from that of its result and from what its gradient kernel takes. */
export function unaryGradient(operation: UnaryKernel, saved: Tensor, g: Tensor): Tensor {
  const source = contiguous(saved);
  const gradient = contiguous(g);
  const result = empty(source.shape);
  kernels()[`${operation}Gradient`](source.size, source.pointer, gradient.pointer, result.pointer);
  return result;
}

/** Functions of one argument and a number. */
export type ParametricKernel = 'leakyRelu' | 'elu';

/** The same as `unary` for a function with a number of its own. */
export function parametric(
  operation: ParametricKernel,
  x: Tensor,
  parameter: number,
  saves: 'input' | 'output',
): Tensor {
  requireFloat(operation, x);
  const out = tidy(() => {
    const result = empty(x.shape, 'float32', operation);
    kernels()[operation](x.size, parameter, contiguous(x).pointer, result.pointer);
    return result;
  });
  return record(operation, out, [x], [saves === 'input' ? x : out], (g, [saved]) => {
    const source = contiguous(saved);
    const gradient = contiguous(g);
    const result = empty(source.shape);
    kernels()[`${operation}Gradient`](
      source.size,
      parameter,
      source.pointer,
      gradient.pointer,
      result.pointer,
    );
    return [result];
  });
}
