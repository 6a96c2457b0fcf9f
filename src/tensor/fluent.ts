import { backward } from './autograd/backward.ts';
import { add } from './ops/add.ts';
import { div } from './ops/div.ts';
import { matmul } from './ops/matmul.ts';
import { mean } from './ops/mean.ts';
import { mul } from './ops/mul.ts';
import { reshape } from './ops/reshape.ts';
import { softmax } from './ops/softmax.ts';
import { sub } from './ops/sub.ts';
import { sum } from './ops/sum.ts';
import { transpose } from './ops/transpose.ts';
import { Tensor } from './tensor.ts';

type Rest<F> = F extends (x: Tensor, ...rest: infer R) => infer Result ? (...rest: R) => Result : never;

const methods = { add, sub, mul, div, matmul, sum, mean, reshape, transpose, softmax, backward };

type Methods = { [Name in keyof typeof methods]: Rest<(typeof methods)[Name]> };

declare module './tensor.ts' {
  /**
   * A few operations as methods, for ease of reading: `x.add(y)` is `add(x, y)`, with the tensor as first argument. All
   * others are functions only.
   */
  interface Tensor extends Methods {}
}

for (const [name, operation] of Object.entries(methods)) {
  const method = function (this: Tensor, ...rest: unknown[]): unknown {
    return (operation as (...args: unknown[]) => unknown)(this, ...rest);
  };
  Object.defineProperty(Tensor.prototype, name, { value: method, writable: true, configurable: true });
}
