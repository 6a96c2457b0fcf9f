// Compiles assembly/ into one WebAssembly module a build, and writes them, compressed and as base64, so that a bundler needs
// no configuration: to src/runtime/generated/, with the types of what they export, and r16, which pages leave out, to turbo/.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import asc from 'assemblyscript/asc';
import { interleave } from '../src/runtime/interleave.ts';
import { type DotsShape, dotsSource } from './dotsSource.ts';
import { type TileShape, tileSource } from './tileSource.ts';

interface Build {
  readonly tile: TileShape;
  readonly dots: DotsShape;
  readonly features: readonly string[];
}

const narrow = {
  tile: { rows: 4, columns: 8 },
  dots: { columns: [8, 4, 3], vectors: [1, 1, 1] },
} as const;
const wide = {
  tile: { rows: 6, columns: 16 },
  dots: { columns: [4, 4, 3], vectors: [4, 2, 2] },
} as const;

const builds: Record<string, Build> = {
  n8: { ...narrow, features: [] },
  r8: { ...narrow, features: ['relaxed-simd'] },
  r16: { ...wide, features: ['relaxed-simd'] },
};

const GENERATED = 'assembly/generated';

/** What a build unrolls for its registers. */
function sourcesOf({ tile, dots }: Build): Record<string, string> {
  return { [`${GENERATED}/tile.ts`]: tileSource(tile), [`${GENERATED}/dots.ts`]: dotsSource(dots) };
}

async function compile(build: Build): Promise<{ wasm: Uint8Array; types: string }> {
  const files = new Map<string, Uint8Array | string>();
  const generated = Object.entries(sourcesOf(build));
  const { error, stderr } = await asc.main(
    [
      'assembly/index.ts',
      ...['-O3', '--shrinkLevel', '1'],
      '--noAssert',
      ...['--runtime', 'stub', '--importMemory', '--use', 'abort='],
      ...['--sharedMemory', '--maximumMemory', '65536', '--enable', 'threads'],
      ...['--bindings', 'raw', '--outFile', 'kernels.wasm', '--enable', 'simd'],
      ...build.features.flatMap((feature) => ['--enable', feature]),
    ],
    {
      readFile: (name: string) => generated.find(([file]) => name.endsWith(file))?.[1] ?? readIfThere(name),
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
mkdirSync(GENERATED, { recursive: true });
for (const [file, source] of Object.entries(sourcesOf(builds.r8))) writeFileSync(file, source);

const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`;
const pack = (bytes: Uint8Array): string => deflateRawSync(bytes, { level: 9 }).toString('base64');
const constant = (name: string, text: string) => `export const ${name} =\n  '${text}';\n`;

const compiled = await Promise.all(Object.values(builds).map(compile));
const [n8, r8, r16] = compiled.map(({ wasm }) => wasm);
const [packed, turbo] = [pack(interleave(n8, r8)), pack(r16)];
for (const [i, name] of Object.keys(builds).entries())
  console.log(`kernels ${name}: ${kib(compiled[i].wasm.length)}`);
console.log(`compressed: n8 and r8 together ${kib(0.75 * packed.length)}, r16 ${kib(0.75 * turbo.length)}`);
mkdirSync('src/runtime/generated', { recursive: true });
writeFileSync('turbo/r16.js', `// Made by scripts/buildKernels.ts.\n${constant('r16', turbo)}`);
writeFileSync(
  'src/runtime/generated/kernels.ts',
  [
    '// Made by scripts/buildKernels.ts from assembly/; not to be edited.\n',
    kernelInterface(compiled[0].types),
    `/** Of n8 and r8, which are packed together. */\nexport const portableLengths = [${n8.length}, ${r8.length}] as const;\n`,
    constant('portable', packed),
  ].join('\n'),
);
