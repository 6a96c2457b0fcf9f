import type { Mechanism } from '../../src/attention/index.ts';
import { backward, noGrad, type Tensor, tidy } from '../../src/tensor/index.ts';

/** Milliseconds of one thread, the least of some calls each. */
export interface Times {
  readonly forward: number;
  /** Forward and backward. */
  readonly both: number;
}

/**
 * Time of the processor rather than by the clock, and the least of `rounds`, so that what else the machine does disturbs little.
 * Inputs are query, key, value, which have gradients, and the gradient of the output.
 */
export function timeMechanism(
  mechanism: Mechanism,
  [query, key, value, gradient]: readonly Tensor[],
  rounds: number,
): Times {
  const forward = () => noGrad(() => mechanism(query, key, value));
  const learned = mechanism.modules.flatMap((module) => module.parameters());
  const both = () => {
    backward(mechanism(query, key, value).output, gradient);
    for (const x of [query, key, value, ...learned]) {
      x.grad?.dispose();
      x.grad = null;
    }
  };
  return { forward: least(forward, rounds), both: least(both, rounds) };
}

function least(call: () => void, rounds: number): number {
  return Math.min(...Array.from({ length: rounds }, () => processorMs(() => tidy(call))));
}

function processorMs(call: () => void): number {
  const { user, system } = process.cpuUsage();
  call();
  const spent = process.cpuUsage({ user, system });
  return (spent.user + spent.system) / 1000;
}
