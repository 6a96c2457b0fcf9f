import { inflateSync } from 'fflate';
import { r16 } from '#turbo';
import { portable, portableLengths } from './generated/kernels.ts';
import { deinterleave } from './interleave.ts';
import { isX64, setV8Flag, v8Version } from './nodeHost.ts';

export type { Kernels } from './generated/kernels.ts';

/** The same kernels, compiled three times: see `buildDescriptions`. */
export type BuildName = 'n8' | 'r8' | 'r16';

export const buildDescriptions: Readonly<Record<BuildName, string>> = {
  n8: 'plain SIMD128',
  r8: 'relaxed SIMD, fused multiply-add',
  r16: "relaxed SIMD, twice as wide by V8's revectorizer",
};

export const buildNames = Object.keys(buildDescriptions) as BuildName[];

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

const unpacked = new Map<BuildName, Uint8Array<ArrayBuffer>>();

function bytesOf(build: BuildName): Uint8Array<ArrayBuffer> {
  if (!unpacked.has(build)) unpack(build);
  return unpacked.get(build)!;
}

/** n8 and r8 are packed together, being nearly the same; r16 is a file of its own, without which pages are bundled. */
function unpack(build: BuildName): void {
  const inflate = (text: string) => inflateSync(decodeBase64(text)) as Uint8Array<ArrayBuffer>;
  if (build === 'r16') {
    unpacked.set('r16', inflate(r16!));
    return;
  }
  const [n8, r8] = deinterleave(inflate(portable), portableLengths);
  unpacked.set('n8', n8).set('r8', r8);
}

/** Whether this host's WebAssembly accepts a build. */
export function supports(build: BuildName): boolean {
  if (build === 'r16' && r16 === null) return false;
  if (WebAssembly.validate(bytesOf(build))) return true;
  // Node 20 has relaxed SIMD behind a flag, which works while it runs.
  const hidden = v8Version() >= 11 && v8Version() < 12;
  return (
    build !== 'n8' &&
    hidden &&
    setV8Flag('--experimental-wasm-relaxed-simd') &&
    WebAssembly.validate(bytesOf(build))
  );
}

/** `shared`: for a memory that workers can be given. */
export function compileBuild(build: BuildName, { shared }: { shared: boolean }): WebAssembly.Module {
  const bytes = bytesOf(build);
  return new WebAssembly.Module(shared ? bytes : importUnshared(bytes));
}

/** The import of `env.memory`, up to its flags: 3 for a shared memory with a maximum, 1 for one that is not shared. */
const MEMORY_IMPORT = [3, ...ascii('env'), 6, ...ascii('memory'), 2];

function ascii(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

function importUnshared(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  const at = copy.findIndex((_, i) => MEMORY_IMPORT.every((byte, k) => copy[i + k] === byte));
  copy[at + MEMORY_IMPORT.length] = 1;
  return copy;
}

/** Where V8's revectorizer exists: it joins pairs of 128-bit operations to 256-bit ones. */
export function canRevectorize(): boolean {
  return r16 !== null && isX64() && v8Version() >= 13;
}

export function setRevectorize(on: boolean): void {
  setV8Flag(on ? '--experimental-wasm-revectorize' : '--no-experimental-wasm-revectorize');
}
