import { ShapeError, ValueError } from '../../tensor/index.ts';
import { commonCount } from './commonCount.ts';
import type { Pattern } from './pattern.ts';
import { RangeExtremes } from './rangeExtremes.ts';

/** The number of each position's document: for all sequences alike, or a list for each of the B sequences. */
export type DocumentIds = ArrayLike<number> | readonly ArrayLike<number>[];

/**
 * Only positions of the same document meet, so that several can share one sequence:
 *
 *     queryIds[i] = keyIds[j]
 *
 * Ids are any whole numbers, in any order; documents that lie in one piece each cost the least. `keyIds` are those of the
 * keys where they are not the queries'.
 *
 * Source: sequence packing without crossing, as in Krell et al., 2021 (Efficient Sequence Packing).
 *
 * @throws ValueError unless ids are whole numbers; ShapeError at the call unless there is one for each query and key.
 */
export function document(queryIds: DocumentIds, keyIds: DocumentIds = queryIds): Pattern {
  const queries = parse(queryIds);
  const keys = keyIds === queryIds ? queries : parse(keyIds);
  return {
    name: 'document',
    sequences: commonCount('document', 'sequences', [queries, keys]),
    fixedLength: true,
    at(L, S, b = 0) {
      const q = queries.of(b);
      const k = keys.of(b);
      if (q.length !== L || k.length !== S) {
        throw new ShapeError(
          `document: each position of sequence ${b} needs an id; got ${q.length} for ${L} queries and ${k.length} for ${S} keys. ` +
            'Pass document(queryIds, keyIds) where queries are not the keys.',
        );
      }
      return {
        allows: (i, j) => q.at(i) === k.at(j),
        block(i0, i1, j0, j1) {
          const asked = q.of(i0, i1);
          const held = k.of(j0, j1);
          if (asked.most < held.least || held.most < asked.least) return 'empty';
          return asked.least === asked.most && held.least === held.most ? 'full' : 'partial';
        },
      };
    },
  };
}

function parse(ids: DocumentIds): { sequences?: number; of: (b: number) => RangeExtremes } {
  const perSequence = typeof ids[0] === 'object';
  const lists = (perSequence ? ids : [ids]) as readonly ArrayLike<number>[];
  const trees = lists.map((list) => {
    for (const id of Array.from(list)) {
      if (!Number.isInteger(id)) throw new ValueError(`document: ids must be whole numbers; got ${id}`);
    }
    return new RangeExtremes(list);
  });
  return perSequence ? { sequences: trees.length, of: (b) => trees[b] } : { of: () => trees[0] };
}
