import {
  copyInto,
  formatShape,
  full,
  type Rng,
  randomNormal,
  randomUniform,
  type Shape,
  ShapeError,
  type Tensor,
  tidy,
} from '../tensor/index.ts';

// Initial values, as PyTorch computes them. Each function gives an initializer, which overwrites a tensor: for the
// constructor of a Parameter, or for changing one afterwards, as in `init.normal({ std: 0.02, rng })(layer.weight)`.

/** Overwrites all elements of a tensor. */
export type Initializer = (target: Tensor) => void;

function filling(make: (shape: Shape) => Tensor): Initializer {
  return (target) => tidy(() => copyInto(target, make(target.shape)));
}

/** One value throughout. */
export function constant(value: number): Initializer {
  return filling((shape) => full(shape, value));
}

/** Uniform in [low, high). */
export function uniform({ low = 0, high = 1, rng }: { low?: number; high?: number; rng: Rng }): Initializer {
  return filling((shape) => randomUniform(shape, rng, low, high));
}

/** Normal with the given mean and standard deviation. */
export function normal({ mean = 0, std = 1, rng }: { mean?: number; std?: number; rng: Rng }): Initializer {
  return filling((shape) => randomNormal(shape, rng, mean, std));
}

/**
 * Uniform within ±gain sqrt(6 / (fanIn + fanOut)), which keeps the variance both of values and of gradients (Glorot and
 * Bengio, 2010).
 */
export function xavierUniform({ gain = 1, rng }: { gain?: number; rng: Rng }): Initializer {
  return filling((shape) => {
    const { fanIn, fanOut } = fansOf('xavierUniform', shape);
    const bound = gain * Math.sqrt(6 / (fanIn + fanOut));
    return randomUniform(shape, rng, -bound, bound);
  });
}

/**
 * Uniform within ±sqrt(6 / ((1 + a²) fanIn)) for a leaky ReLU of negative slope a, which keeps the variance of values
 * (He et al., 2015).
 */
export function kaimingUniform({
  negativeSlope = 0,
  rng,
}: {
  negativeSlope?: number;
  rng: Rng;
}): Initializer {
  return filling((shape) => {
    const { fanIn } = fansOf('kaimingUniform', shape);
    const bound = Math.sqrt(6 / ((1 + negativeSlope ** 2) * fanIn));
    return randomUniform(shape, rng, -bound, bound);
  });
}

/** How many inputs an output sums over, and how many outputs an input goes to, for weights [Out, In, ...kernel]. */
function fansOf(operation: string, shape: Shape): { fanIn: number; fanOut: number } {
  if (shape.length < 2) {
    throw new ShapeError(
      `${operation}: needs weights [Out, In, ...]; got ${formatShape(shape)}. A bias takes uniform or constant.`,
    );
  }
  const [outputs, inputs, ...kernel] = shape;
  const taps = kernel.reduce((product, n) => product * n, 1);
  return { fanIn: inputs * taps, fanOut: outputs * taps };
}
