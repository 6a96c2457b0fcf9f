// Each kernel beside a naive twin in JavaScript: first whether they agree, then how long they take. The table is printed
// and written to bench/results/. An argument, n8 or r8, picks the build.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type BuildName, configure, getEngine } from '../src/runtime/index.ts';
import { relativeError } from '../test/support/close.ts';
import type { KernelCase } from './kernels/case.ts';
import { elementwise } from './kernels/elementwise.ts';
import { interleaved } from './kernels/measure.ts';
import { memoryKernels } from './kernels/memory.ts';
import { products } from './kernels/products.ts';
import { rowKernels } from './kernels/rows.ts';

interface Timing {
  readonly name: string;
  readonly kernelNs: number;
  readonly naiveNs: number;
}

function measure({ name, elements, kernel, naive, results }: KernelCase): Timing {
  kernel();
  naive();
  for (const [actual, expected] of results) {
    const error = relativeError(actual.read(), expected);
    if (error > 5e-6)
      throw new Error(`${name}: the kernel and its naive twin differ by ${error} of the largest value`);
  }
  const [kernelMs, naiveMs] = interleaved([kernel, naive]);
  return { name, kernelNs: (kernelMs * 1e6) / elements, naiveNs: (naiveMs * 1e6) / elements };
}

const [build] = parseArgs({ allowPositionals: true }).positionals;
if (build !== undefined) configure({ build: build as BuildName });
const used = getEngine().build;
const machine = { cpu: cpus()[0].model, node: process.version, build: used };
console.log(
  `${machine.cpu}, Node ${machine.node}, kernels ${used}; nanoseconds an element, or a multiply-add for products\n`,
);
console.log(`${'kernel'.padEnd(44)}${'heed'.padStart(9)}${'naive'.padStart(9)}${'times'.padStart(8)}`);

const timings: Timing[] = [];
for (const kernelCase of [...products(), ...elementwise(), ...rowKernels(), ...memoryKernels()]) {
  const timing = measure(kernelCase);
  timings.push(timing);
  const { name, kernelNs, naiveNs } = timing;
  const cells = [
    kernelNs.toFixed(3).padStart(9),
    naiveNs.toFixed(3).padStart(9),
    (naiveNs / kernelNs).toFixed(1).padStart(8),
  ];
  console.log(name.padEnd(44) + cells.join(''));
}

const folder = new URL('results/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL(`kernels-${used}.json`, folder), `${JSON.stringify({ machine, timings }, null, 2)}\n`);
