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
 * Where the pairs with this English key belong. A French sentence has one translation, so pairs that share a side share
 * the English one, and its key alone decides: the same in a book of any size and seed, and no half of a held-out pair is
 * ever trained on.
 */
export function splitOf(englishKey: string): Split {
  const place = hash(englishKey) / 2 ** 32;
  if (place < HELD_OUT_SHARE) return 'test';
  return place < 2 * HELD_OUT_SHARE ? 'valid' : 'train';
}

/** FNV-1a over UTF-16 units, then the finalizer of MurmurHash3, so that its high bits are as even as its low ones. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
