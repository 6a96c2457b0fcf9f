import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyLength, combined, HEADS, picture, SEQUENCES } from '../../../test/support/patterns.ts';
import { ValueError } from '../../tensor/index.ts';
import { byHead } from './byHead.ts';
import { causal } from './causal.ts';
import { and, not, or } from './combinators.ts';
import { dense } from './dense.ts';
import { global } from './global.ts';
import { lower } from './lower.ts';
import { padding } from './padding.ts';
import type { Pattern } from './pattern.ts';
import { slidingWindow } from './slidingWindow.ts';

describe('and, or, not', () => {
  it('join patterns', () => {
    expect(picture(and(causal(), slidingWindow(1)), 3, 3)).toEqual(['x..', 'xx.', '.xx']);
    expect(picture(or(slidingWindow(0), global([0])), 3, 3)).toEqual(['xxx', 'xx.', 'x.x']);
    expect(picture(not(causal()), 3, 3)).toEqual(['.xx', '..x', '...']);
    expect([and(), or()].map((none) => picture(none, 1, 2))).toEqual([['xx'], ['..']]);
  });

  it('obey the laws of De Morgan', () => {
    const patterns = fc.tuple(anyLength, anyLength).chain(([L, S]) => {
      const any = combined(1)(L, S);
      return fc.record({ p: any, q: any, L: fc.constant(L), S: fc.constant(S) });
    });
    fc.assert(
      fc.property(patterns, ({ p, q, L, S }) => {
        const maps = (pattern: Pattern) => lower(pattern, L, S, SEQUENCES, HEADS);
        expect(maps(not(and(p, q)))).toEqual(maps(or(not(p), not(q))));
        expect(maps(not(or(p, q)))).toEqual(maps(and(not(p), not(q))));
        expect(maps(not(not(p)))).toEqual(maps(p));
      }),
      { numRuns: 40 },
    );
  });

  it('ask for no pair where one part decides a block', () => {
    const { maps } = lower(and(slidingWindow(64), not(slidingWindow(64))), 640, 640, 1, 1)!;
    expect(maps[0].runs).toHaveLength(0);
    const untouched = {
      name: 'untouched',
      at: () => ({ allows: () => expect.fail(), block: () => 'partial' as const }),
    };
    expect(lower(or(untouched, dense()), 640, 640, 1, 1)).toBeNull();
    expect(lower(and(untouched, or()), 640, 640, 1, 1)!.maps[0].runs).toHaveLength(0);
  });

  it('are for the sequences and heads of their parts', () => {
    const both = and(padding([3, 5]), byHead([causal(), dense(), dense()]));
    expect([both.sequences, both.heads]).toEqual([2, 3]);
    expect([not(both).sequences, not(both).heads]).toEqual([2, 3]);
    expect(() => or(padding([3]), padding([3, 5]))).toThrow(ValueError);
    expect(() => or(padding([3]), padding([3, 5]))).toThrow(
      'or: its parts must be for the same number of sequences; got parts for 1 and 2',
    );
  });

  it('are named by their parts', () => {
    expect(and(causal(), not(or(dense(), slidingWindow(7)))).name).toBe(
      'and(causal, not(or(dense, slidingWindow(7))))',
    );
  });
});
