import { expect } from 'vitest';
import { backward, copyInto, Rng, requireGrad, type Tensor, tensor, tidy } from '../../src/tensor/index.ts';
import { relativeError } from './close.ts';

/**
 * Compares the gradients that `backward` finds with central differences, for every element of every input. The function
 * is projected to a scalar by fixed random weights, added up in float64 so that only the function's own rounding is left.
 */
export function checkGradients(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  { step = 1e-2, tolerance = 1e-3 }: { step?: number; tolerance?: number } = {},
  parameters?: readonly Tensor[],
): void {
  tidy(() => {
    const values = inputs.map((input) => input.read() as Float32Array);
    const shapes = inputs.map((input) => input.shape);
    const run = (arrays: readonly Float32Array[]): Tensor =>
      f(...arrays.map((array, i) => tensor(array, { shape: shapes[i] })));
    const copies = values.map((array, i) => requireGrad(tensor(array, { shape: shapes[i] })));
    const leaves = parameters ?? copies;
    const output = f(...copies);
    const rng = new Rng(7);
    const weights = Float32Array.from({ length: output.size }, () => rng.uniform() * 2 - 1);
    backward(output, tensor(weights, { shape: output.shape }));
    const project = (arrays: readonly Float32Array[]): number =>
      tidy(() => (run(arrays).read() as Float32Array).reduce((sum, y, i) => sum + y * weights[i], 0));
    leaves.forEach((leaf, which) => {
      const numeric = values[which].map((_, i) => {
        const at = (delta: number): number =>
          project(
            values.map((array, j) => (j === which ? array.map((x, k) => (k === i ? x + delta : x)) : array)),
          );
        return (at(step) - at(-step)) / (2 * step);
      });
      expect(leaf.grad, `input ${which} has a gradient`).not.toBeNull();
      expect(leaf.grad!.shape).toEqual(leaf.shape);
      const error = relativeError(leaf.grad!.read(), numeric);
      expect(error, `gradient of input ${which}`).toBeLessThanOrEqual(tolerance);
    });
  });
}

/** The same for parameters that `f` reads, which are varied in place. */
export function checkParameterGradients(
  f: () => Tensor,
  parameters: readonly Tensor[],
  options: { step?: number; tolerance?: number } = {},
): void {
  const before = parameters.map((parameter) => parameter.read() as Float32Array);
  const set = (values: readonly Tensor[]): void =>
    parameters.forEach((parameter, i) => {
      copyInto(parameter, values[i]);
    });
  tidy(() => {
    const values = parameters.map((parameter, i) => tensor(before[i], { shape: parameter.shape }));
    // What varies are copies; the gradients are those of the parameters themselves.
    checkGradients(
      (...varied) => {
        set(varied);
        return f();
      },
      values,
      options,
      parameters,
    );
    set(values);
  });
}
