import { type Align, alignedOffset } from './alignment.ts';
import { band } from './band.ts';
import type { Pattern } from './pattern.ts';

/** Layers that each make their own share it, and with it what is kept for its lengths. */
const made = new Map<Align | undefined, Pattern>();

/**
 * A query sees its own position and those before it: j <= i. With as many queries as keys there is one way to line them
 * up; otherwise `align` says which ends meet: 'end' when the queries are the last of the keys (decoding with a cache),
 * 'start' when they are the first.
 *
 * @throws ShapeError at the call when L differs from S and no alignment was given.
 */
export function causal({ align }: { align?: Align } = {}): Pattern {
  const pattern = made.get(align) ?? {
    name: 'causal',
    causal: true,
    at: (L: number, S: number) => band(alignedOffset('causal', '', L, S, align), Number.POSITIVE_INFINITY, 0),
  };
  made.set(align, pattern);
  return pattern;
}
