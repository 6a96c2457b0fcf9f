import type { Kernels } from './builds.ts';
import { getEngine } from './engine.ts';
import { int32View } from './memory.ts';

type Counters = { readonly [K in keyof Kernels]?: (...sizes: Parameters<Kernels[K]>) => number };

/** Those of the kernels that are bound by them. */
const counters: Counters = {
  gemm: (m, n, k) => m * n * k,
  attentionForward: (...sizes) => {
    const [e, ev] = sizes.slice(5);
    return attentionPairs(sizes) * (e + ev);
  },
  // The scores again, and the gradients of weights, queries, keys and values.
  attentionBackward: (...sizes) => {
    const [e, ev] = sizes.slice(5);
    return attentionPairs(sizes) * (3 * e + 2 * ev);
  },
  // Sums over keys, and what they give queries.
  linearAttentionForward: (...sizes) => {
    const { queries, keys, pairs, f, ev } = linearSizes(sizes);
    return f * ev * (queries + keys) + pairs * (f + ev);
  },
  // Gradients of queries, of the sums, of keys and values; within chunks weights again, their gradients twice, and three products.
  linearAttentionBackward: (...sizes) => {
    const { queries, keys, pairs, f, ev, causal } = linearSizes(sizes);
    return f * ev * (2 * queries + (causal ? 3 : 2) * keys) + pairs * (3 * f + 3 * ev);
  },
};

/** How many multiply-adds a call of a kernel makes; 0 where they are not what it is about. */
export function multiplyAddsOf(kernel: string, sizes: readonly number[]): number {
  const counter = counters[kernel as keyof Kernels] as ((...sizes: readonly number[]) => number) | undefined;
  return counter?.(...sizes) ?? 0;
}

/** Positions of a chunk of causal linear attention; see assembly/linearAttention/job.ts. */
const CHUNK = 16;

/** Of all heads: queries, the keys within the lengths, once for each head of queries in the causal form's chunks. */
function linearSizes(sizes: readonly number[]) {
  const [batch, heads, kvHeads, length, all, f, ev, , , , causal] = sizes;
  const lengths = sizes[23];
  const words = int32View(0, getEngine().memory.buffer.byteLength / 4);
  let keys = 0;
  let pairs = 0;
  for (let b = 0; b < batch; b++) {
    const present = lengths === 0 ? all : words[lengths / 4 + b];
    keys += kvHeads * present;
    for (let i = 0; causal && i < present; i += CHUNK) {
      pairs += heads * Math.min(CHUNK, length - i) * Math.min(CHUNK, present - i);
    }
  }
  return { queries: batch * heads * length, keys, pairs, f, ev, causal };
}

/** Along the side of a block; see assembly/attention/blockMap.ts. */
const BLOCK = 64;

/** Queries times keys, over all heads, within the lengths and the blocks that are not empty: a partial one is computed whole. */
function attentionPairs(sizes: readonly number[]): number {
  const [batch, heads, , queries, keys] = sizes;
  const [lengths, maps] = sizes.slice(20);
  const words = int32View(0, getEngine().memory.buffer.byteLength / 4);
  let pairs = 0;
  for (let head = 0; head < batch * heads; head++) {
    const present = lengths === 0 ? keys : words[lengths / 4 + Math.floor(head / heads)];
    pairs += maps === 0 ? queries * present : mappedPairs(words, maps / 4, head, queries, present);
  }
  return pairs;
}

function mappedPairs(words: Int32Array, maps: number, head: number, queries: number, keys: number): number {
  const map = maps + words[maps + head];
  let pairs = 0;
  for (let row = 0; row * BLOCK < queries; row++) {
    const height = Math.min(BLOCK, queries - row * BLOCK);
    for (let run = words[map + row]; run < words[map + row + 1]; run += 3) {
      const [first, end] = [words[map + run], words[map + run + 1]];
      pairs += height * Math.max(0, Math.min(end * BLOCK, keys) - first * BLOCK);
    }
  }
  return pairs;
}
