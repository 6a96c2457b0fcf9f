import { type Kernels, n8, r8 } from './generated/kernels.ts';

/** n8: 4 x 8 tiles on SIMD128. r8: the same on relaxed SIMD, whose multiply-add is one instruction. */
export type BuildName = 'n8' | 'r8';

export type { Kernels };

/** Best first. */
const builds: readonly (readonly [BuildName, string])[] = [
  ['r8', r8],
  ['n8', n8],
];

export const buildDescriptions: Readonly<Record<BuildName, string>> = {
  r8: 'relaxed SIMD, fused multiply-add',
  n8: 'plain SIMD128',
};

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Which builds this host's WebAssembly accepts. */
export function supportedBuilds(): Record<BuildName, boolean> {
  const accepts = ([name, base64]: readonly [BuildName, string]) => [
    name,
    WebAssembly.validate(decodeBase64(base64)),
  ];
  return Object.fromEntries(builds.map(accepts)) as Record<BuildName, boolean>;
}

/** The best build that this host's WebAssembly accepts, or the one asked for; null where none is. */
export function compileBuild(only?: BuildName): { name: BuildName; module: WebAssembly.Module } | null {
  for (const [name, base64] of builds) {
    if (only !== undefined && only !== name) continue;
    const bytes = decodeBase64(base64);
    if (WebAssembly.validate(bytes)) return { name, module: new WebAssembly.Module(bytes) };
  }
  return null;
}
