import type { Mechanism } from '../../src/attention/index.ts';
import { backward, noGrad, type Tensor, tidy } from '../../src/tensor/index.ts';

/** Milliseconds of one thread, the median of some calls each. */
export interface Times {
  readonly forward: number;
  /** Forward and backward. */
  readonly both: number;
}

/**
 * Time of the processor rather than by the clock, so that what else the machine does disturbs little; the median of `rounds`, since a
 * long call averages over disturbances and the least of short ones escapes them. Inputs are query, key, value, which have gradients,
 * and the gradient of the output.
 */
export function timeMechanism(
  mechanism: Mechanism,
  [query, key, value, gradient]: readonly Tensor[],
  rounds: number,
): Times {
  // What is returned would outlive the call.
  const forward = (): void => void noGrad(() => mechanism(query, key, value));
  const learned = mechanism.modules.flatMap((module) => module.parameters());
  const both = () => {
    backward(mechanism(query, key, value).output, gradient);
    for (const x of [query, key, value, ...learned]) {
      x.grad?.dispose();
      x.grad = null;
    }
  };
  return { forward: median(forward, rounds), both: median(both, rounds) };
}

function median(call: () => void, rounds: number): number {
  // Block maps are made at the first call, and functions compiled.
  if (rounds > 1) tidy(call);
  const times = Array.from({ length: rounds }, () => processorMs(() => tidy(call)));
  return times.sort((a, b) => a - b)[rounds >> 1];
}

function processorMs(call: () => void): number {
  const { user, system } = process.cpuUsage();
  call();
  const spent = process.cpuUsage({ user, system });
  return (spent.user + spent.system) / 1000;
}
