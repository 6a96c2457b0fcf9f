// Compiles assembly/ into one WebAssembly module a build, and writes them, as base64 with the types of what they
// export, to src/runtime/generated/, so that a bundler needs no configuration.
import { mkdirSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const builds = {
  n8: ['--enable', 'simd'],
  r8: ['--enable', 'simd', '--enable', 'relaxed-simd'],
};

async function compile(flags: string[]): Promise<{ wasm: Uint8Array; types: string }> {
  const files = new Map<string, Uint8Array | string>();
  const { error, stderr } = await asc.main(
    [
      'assembly/index.ts',
      '-O3',
      '--noAssert',
      ...['--runtime', 'minimal', '--importMemory', '--use', 'abort='],
      ...['--bindings', 'raw', '--outFile', 'kernels.wasm'],
      ...flags,
    ],
    { writeFile: (name: string, contents: Uint8Array | string) => void files.set(name, contents) },
  );
  if (error) {
    console.error(stderr.toString());
    throw error;
  }
  return { wasm: files.get('kernels.wasm') as Uint8Array, types: String(files.get('kernels.d.ts')) };
}

/** `export function f(a: number): void;` becomes `f(a: number): void;`. */
function kernelInterface(types: string): string {
  const functions = [...types.matchAll(/export function (.*;)/g)].map((match) => `  ${match[1]}`);
  return `export interface Kernels {\n${functions.join('\n')}\n}\n`;
}

const lines = ['// Made by scripts/buildKernels.ts from assembly/; not to be edited.\n'];
for (const [name, flags] of Object.entries(builds)) {
  const { wasm, types } = await compile(flags);
  if (lines.length === 1) lines.push(kernelInterface(types));
  lines.push(`export const ${name} =\n  '${Buffer.from(wasm).toString('base64')}';\n`);
  console.log(`kernels ${name}: ${(wasm.length / 1024).toFixed(1)} KiB`);
}
mkdirSync('src/runtime/generated', { recursive: true });
writeFileSync('src/runtime/generated/kernels.ts', lines.join('\n'));
