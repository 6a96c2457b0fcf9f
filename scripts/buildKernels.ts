// Compiles assembly/ into one WebAssembly module a build, and writes them, compressed and as base64, with the types of
// what they export, to src/runtime/generated/, so that a bundler needs no configuration.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import asc from 'assemblyscript/asc';
import { type TileShape, tileSource } from './tileSource.ts';

interface Build {
  readonly tile: TileShape;
  readonly features: readonly string[];
}

const builds: Record<string, Build> = {
  n8: { tile: { rows: 4, columns: 8 }, features: [] },
  r8: { tile: { rows: 4, columns: 8 }, features: ['relaxed-simd'] },
  r16: { tile: { rows: 6, columns: 16 }, features: ['relaxed-simd'] },
};

const TILE = 'assembly/generated/tile.ts';

async function compile({ tile, features }: Build): Promise<{ wasm: Uint8Array; types: string }> {
  const files = new Map<string, Uint8Array | string>();
  const { error, stderr } = await asc.main(
    [
      'assembly/index.ts',
      ...['-O3', '--shrinkLevel', '1'],
      '--noAssert',
      ...['--runtime', 'stub', '--importMemory', '--use', 'abort='],
      ...['--sharedMemory', '--maximumMemory', '65536', '--enable', 'threads'],
      ...['--bindings', 'raw', '--outFile', 'kernels.wasm', '--enable', 'simd'],
      ...features.flatMap((feature) => ['--enable', feature]),
    ],
    {
      readFile: (name: string) => (name.endsWith(TILE) ? tileSource(tile) : readIfThere(name)),
      writeFile: (name: string, contents: Uint8Array | string) => void files.set(name, contents),
    },
  );
  if (error) {
    console.error(stderr.toString());
    throw error;
  }
  return { wasm: files.get('kernels.wasm') as Uint8Array, types: String(files.get('kernels.d.ts')) };
}

/** The compiler asks for files under several names and takes the first that exists. */
function readIfThere(name: string): string | null {
  try {
    return readFileSync(name, 'utf8');
  } catch {
    return null;
  }
}

/** `export function f(a: number): void;` becomes `f(a: number): void;`. */
function kernelInterface(types: string): string {
  const functions = [...types.matchAll(/export function (.*;)/g)].map((match) => `  ${match[1]}`);
  return `export interface Kernels {\n${functions.join('\n')}\n}\n`;
}

// For editors; each build is compiled with its own.
mkdirSync('assembly/generated', { recursive: true });
writeFileSync(TILE, tileSource(builds.r8.tile));

const lines = ['// Made by scripts/buildKernels.ts from assembly/; not to be edited.\n'];
for (const [name, build] of Object.entries(builds)) {
  const { wasm, types } = await compile(build);
  if (lines.length === 1) lines.push(kernelInterface(types));
  const compressed = deflateRawSync(wasm, { level: 9 });
  lines.push(`export const ${name} =\n  '${compressed.toString('base64')}';\n`);
  const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`;
  console.log(`kernels ${name}: ${kib(wasm.length)}, compressed ${kib(compressed.length)}`);
}
mkdirSync('src/runtime/generated', { recursive: true });
writeFileSync('src/runtime/generated/kernels.ts', lines.join('\n'));
