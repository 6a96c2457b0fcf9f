import { relativeError } from '../../test/support/close.ts';
import type { KernelCase } from './case.ts';
import { interleaved } from './measure.ts';

export interface Timing {
  readonly name: string;
  /** Nanoseconds an element, or a multiply-add for products. */
  readonly kernelNs: number;
  readonly naiveNs: number;
}

/** @throws Error if the kernel and its naive twin differ; otherwise their times, taken in turns. */
export function compare({ name, elements, kernel, naive, results }: KernelCase, rounds?: number): Timing {
  kernel();
  naive();
  for (const [actual, expected] of results) {
    const error = relativeError(actual.read(), expected);
    if (!(error <= 5e-6))
      throw new Error(`${name}: the kernel and its naive twin differ by ${error} of the largest value`);
  }
  const [kernelMs, naiveMs] = interleaved([kernel, naive], rounds);
  return { name, kernelNs: (kernelMs * 1e6) / elements, naiveNs: (naiveMs * 1e6) / elements };
}
