import fc from 'fast-check';
import {
  and,
  bigBird,
  blockDiagonal,
  byHead,
  causal,
  custom,
  dense,
  dilatedWindow,
  document,
  global,
  longformer,
  not,
  or,
  type Pattern,
  padding,
  prefix,
  randomBlocks,
  slidingWindow,
} from '../../src/attention/index.ts';

/** Patterns that make sense for L queries and S keys. */
export type ArbitraryPattern = (L: number, S: number) => fc.Arbitrary<Pattern>;

/** What per-sequence and per-head patterns are made for. */
export const [SEQUENCES, HEADS] = [2, 3];

const align = fc.constantFrom('start' as const, 'end' as const);
const ids = (n: number) =>
  fc.oneof(
    // In one piece each, and strewn.
    fc.integer({ min: 1, max: 90 }).map((size) => Array.from({ length: n }, (_, i) => Math.floor(i / size))),
    fc.array(fc.integer({ min: -1, max: 2 }), { minLength: n, maxLength: n }),
  );
const perSequence = <T>(one: fc.Arbitrary<T>) =>
  fc.array(one, { minLength: SEQUENCES, maxLength: SEQUENCES });

/** Every pattern that is not put together from others. */
export const simplePatterns: Record<string, ArbitraryPattern> = {
  dense: () => fc.constant(dense()),
  causal: () => align.map((align) => causal({ align })),
  slidingWindow: (L, S) => {
    const width = fc.integer({ min: 0, max: Math.max(L, S) });
    const sides = fc.oneof(width, fc.record({ before: width, after: width }));
    return fc.tuple(sides, align).map(([widths, align]) => slidingWindow(widths, { align }));
  },
  dilatedWindow: (L, S) => {
    const width = fc.oneof(
      fc.integer({ min: 0, max: Math.max(L, S) }),
      fc.constant(Number.POSITIVE_INFINITY),
    );
    const sides = fc.oneof(width, fc.record({ before: width, after: width }));
    return fc
      .tuple(sides, fc.integer({ min: 1, max: 70 }), align)
      .map(([widths, dilation, align]) => dilatedWindow(widths, { dilation, align }));
  },
  blockDiagonal: (L) =>
    fc
      .tuple(fc.integer({ min: 1, max: L + 1 }), fc.nat(2), align)
      .map(([size, neighbors, align]) => blockDiagonal(size, { neighbors, align })),
  prefix: (_, S) =>
    fc
      .tuple(fc.oneof(fc.nat(S + 3), perSequence(fc.nat(S))), align)
      .map(([n, align]) => prefix(n, { align })),
  randomBlocks: () =>
    fc
      .record({
        blocksPerRow: fc.nat(4),
        blockSize: fc.constantFrom(1, 7, 32, 64, 128),
        seed: fc.nat(),
        align,
      })
      .map(randomBlocks),
  global: (_, S) =>
    fc
      .tuple(fc.array(fc.nat(S - 1), { maxLength: 5 }), align)
      .map(([tokens, align]) => global(tokens, { align })),
  document: (L, S) =>
    fc.oneof(
      fc.tuple(ids(L), ids(S)).map(([queries, keys]) => document(queries, keys)),
      fc.tuple(perSequence(ids(L)), perSequence(ids(S))).map(([queries, keys]) => document(queries, keys)),
    ),
  padding: (_, S) => perSequence(fc.nat(S)).map(padding),
  custom: () =>
    fc
      .record({ a: fc.nat(30), b: fc.nat(30), m: fc.integer({ min: 1, max: 50 }) })
      .map(({ a, b, m }) => custom((i, j) => (a * i + b * j) % m < m / 2)),
};

/** Those that are put together for a purpose. */
export const presets: Record<string, ArbitraryPattern> = {
  longformer: (_, S) =>
    fc
      .record({
        window: fc.nat(70),
        globalTokens: fc.array(fc.nat(S - 1), { maxLength: 3 }),
        dilations: fc.option(
          fc.tuple(...Array.from({ length: HEADS }, () => fc.integer({ min: 1, max: 9 }))),
          {
            nil: undefined,
          },
        ),
        align,
      })
      .map(longformer),
  bigBird: () =>
    fc
      .record({
        blockSize: fc.constantFrom(5, 32, 64),
        windowBlocks: fc.constantFrom(1, 3),
        globalBlocks: fc.nat(2),
        randomBlocks: fc.nat(2),
        seed: fc.nat(99),
        numHeads: fc.constantFrom(undefined, HEADS),
        align,
      })
      .map(bigBird),
};

const simple: ArbitraryPattern = (L, S) =>
  fc.oneof(...Object.values(simplePatterns).map((make) => make(L, S)));

/** Patterns put together from `depth` floors of others. */
export const combined =
  (depth: number): ArbitraryPattern =>
  (L, S) => {
    if (depth === 0) return simple(L, S);
    const part = combined(depth - 1)(L, S);
    const parts = fc.array(part, { maxLength: 3 });
    return fc.oneof(
      parts.map((patterns) => and(...patterns)),
      parts.map((patterns) => or(...patterns)),
      part.map(not),
      fc.array(part, { minLength: HEADS, maxLength: HEADS }).map(byHead),
    );
  };

/** Short lengths, primes, and those around whole blocks. */
export const anyLength = fc.constantFrom(1, 2, 7, 13, 31, 61, 63, 64, 65, 97, 127, 128, 129, 131, 193);

/** A pattern with x where a query (a line) may look at a key (a column). */
export function picture(pattern: Pattern, L: number, S: number, b?: number, h?: number): string[] {
  const { allows } = pattern.at(L, S, b, h);
  return Array.from({ length: L }, (_, i) =>
    Array.from({ length: S }, (_, j) => (allows(i, j) ? 'x' : '.')).join(''),
  );
}
