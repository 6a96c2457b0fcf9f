import type { Work } from './work.ts';

// One request a line, one reply a line, as JSON; the same for peers in JavaScript and in Python.

export type Request =
  | { readonly op: 'about' }
  /** `id` names the prepared work in what follows. */
  | { readonly op: 'prepare'; readonly id: string; readonly work: Work }
  | { readonly op: 'results'; readonly id: string }
  | { readonly op: 'time'; readonly id: string; readonly calls: number }
  | { readonly op: 'dispose'; readonly id: string }
  | { readonly op: 'peak' };

export interface Replies {
  about: Readonly<Record<string, string>>;
  prepare: null;
  /** For each result how many elements it has, and a sample of them: little-endian float32 in base64. */
  results: readonly { readonly size: number; readonly sample: string }[];
  /** Milliseconds a call. */
  time: number;
  dispose: null;
  /** The most bytes of memory that the process has had. */
  peak: number;
}

export type Reply<Op extends keyof Replies> = { readonly value: Replies[Op] } | { readonly error: string };

export function encodeSample(sample: Float32Array): string {
  return Buffer.from(sample.buffer, sample.byteOffset, sample.byteLength).toString('base64');
}

export function decodeSample(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer);
}
