import { causalIfAll } from './causalIfAll.ts';
import { commonCount } from './commonCount.ts';
import type { Coverage, Pattern } from './pattern.ts';

/**
 * A query sees the keys that every one of `patterns` allows: `and(causal(), slidingWindow(128))`.
 *
 * @throws ValueError when they are for different numbers of sequences or heads.
 */
export function and(...patterns: Pattern[]): Pattern {
  return { ...combine('and', patterns, 'empty'), causal: patterns.some(({ causal }) => causal) || undefined };
}

/**
 * A query sees the keys that any one of `patterns` allows: `or(slidingWindow(128), global([0]))`.
 *
 * @throws ValueError when they are for different numbers of sequences or heads.
 */
export function or(...patterns: Pattern[]): Pattern {
  return { ...combine('or', patterns, 'full'), causal: causalIfAll(patterns) };
}

/** A query sees the keys that `pattern` hides. */
export function not(pattern: Pattern): Pattern {
  return {
    name: `not(${pattern.name})`,
    sequences: pattern.sequences,
    heads: pattern.heads,
    fixedLength: pattern.fixedLength,
    at(...lengths) {
      const inner = pattern.at(...lengths);
      return { allows: (i, j) => !inner.allows(i, j), block: (...sides) => opposite[inner.block(...sides)] };
    },
  };
}

const opposite = { empty: 'full', full: 'empty', partial: 'partial' } as const;

/** One part that is `decisive` decides, and where every part is its opposite so is the whole. */
function combine(name: 'and' | 'or', patterns: readonly Pattern[], decisive: 'empty' | 'full'): Pattern {
  const decision = decisive === 'full';
  return {
    name: `${name}(${patterns.map((pattern) => pattern.name).join(', ')})`,
    sequences: commonCount(name, 'sequences', patterns),
    heads: commonCount(name, 'heads', patterns),
    fixedLength: patterns.some(({ fixedLength }) => fixedLength),
    at(...lengths) {
      const parts = patterns.map((pattern) => pattern.at(...lengths));
      return {
        allows(i, j) {
          for (const part of parts) if (part.allows(i, j) === decision) return decision;
          return !decision;
        },
        block(...sides) {
          let coverage: Coverage = opposite[decisive];
          for (const part of parts) {
            const own = part.block(...sides);
            if (own === decisive) return decisive;
            if (own === 'partial') coverage = 'partial';
          }
          return coverage;
        },
      };
    },
  };
}
