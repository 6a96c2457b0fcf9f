import type { SentencePair } from '../sentencePair.ts';

export type Split = 'train' | 'valid' | 'test';

const HELD_OUT_SHARE = 0.02;

/** A sentence without case, punctuation and spacing: what makes two of them the same to a learner. */
export function sentenceKey(sentence: string): string {
  return sentence
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * Where a pair belongs. A French sentence has one translation, so pairs that share a side share the English one, and
 * its key alone decides: the same in a book of any size and seed, and no half of a held-out pair is ever trained on.
 */
export function splitOf({ target }: SentencePair): Split {
  const place = fnv1a(sentenceKey(target)) / 2 ** 32;
  if (place < HELD_OUT_SHARE) return 'test';
  return place < 2 * HELD_OUT_SHARE ? 'valid' : 'train';
}

/** The 32-bit FNV-1a hash of a text, over its UTF-16 units, and mixed so that the high bits are as good as the low ones. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
