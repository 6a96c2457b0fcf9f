import { type Tensor, tensor } from '../../tensor/index.ts';
import { LruCache } from '../patterns/lruCache.ts';

interface Table {
  length: number;
  cos: Float32Array;
  sin: Float32Array;
}

/** Layers that turn alike share a table; it is held outside of linear memory, so that nobody need dispose of it. */
const tables = new LruCache<string, Table>(8);

/**
 * cos and sin of t base^(-i / n) for positions t from `from` up to `to` and i from 0 to n - 1, each [to - from, n]; worked out
 * in float64.
 */
export function rotaryTable(base: number, n: number, from: number, to: number): { cos: Tensor; sin: Tensor } {
  const table = tables.get(`${base} ${n}`, () => ({ length: 0, ...anglesUpTo(base, n, 0) }));
  if (table.length < to) {
    const length = Math.max(to, 2 * table.length, 128);
    Object.assign(table, { length, ...anglesUpTo(base, n, length) });
  }
  const rows = (all: Float32Array): Tensor =>
    tensor(all.subarray(from * n, to * n), { shape: [to - from, n] });
  return { cos: rows(table.cos), sin: rows(table.sin) };
}

function anglesUpTo(base: number, n: number, length: number): { cos: Float32Array; sin: Float32Array } {
  const speeds = Array.from({ length: n }, (_, i) => base ** (-i / n));
  const cos = new Float32Array(length * n);
  const sin = new Float32Array(length * n);
  for (let t = 0; t < length; t++) {
    for (let i = 0; i < n; i++) {
      cos[t * n + i] = Math.cos(t * speeds[i]);
      sin[t * n + i] = Math.sin(t * speeds[i]);
    }
  }
  return { cos, sin };
}
