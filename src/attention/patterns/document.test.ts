import { describe, expect, it } from 'vitest';
import { picture } from '../../../test/support/patterns.ts';
import { ShapeError, ValueError } from '../../tensor/index.ts';
import { document } from './document.ts';
import { lower } from './lower.ts';

describe('document', () => {
  it('lets positions of one document meet, whatever the order of ids', () => {
    expect(picture(document([5, 5, -1, 5]), 4, 4)).toEqual(['xx.x', 'xx.x', '..x.', 'xx.x']);
    expect(picture(document([0, 1], Int32Array.of(1, 1, 0, 2)), 2, 4)).toEqual(['..x.', 'xx..']);
  });

  it('takes a list for each sequence', () => {
    const pattern = document([
      [0, 0],
      [0, 1],
    ]);
    expect(pattern.sequences).toBe(2);
    expect([0, 1].map((b) => picture(pattern, 2, 2, b))).toEqual([
      ['xx', 'xx'],
      ['x.', '.x'],
    ]);
    const shared = document([Int32Array.of(0), Int32Array.of(1)], [0, 1]);
    expect([0, 1].map((b) => picture(shared, 1, 2, b))).toEqual([['x.'], ['.x']]);
  });

  it('asks for no pair where documents lie in whole blocks', () => {
    const ids = Int32Array.from({ length: 1024 }, (_, i) => Math.floor(i / 128));
    const [map] = lower(document(ids), 1024, 1024, 2, 3)!.maps;
    expect(map.tiles).toHaveLength(0);
    expect([...map.runs.subarray(0, 9)]).toEqual([0, 2, -1, 0, 2, -1, 2, 4, -1]);
  });

  it('needs a whole number for each position', () => {
    expect(() => document([0, 1.5])).toThrow(ValueError);
    expect(() => document([[0], [Number.NaN]])).toThrow('ids must be whole numbers; got NaN');
    expect(() => document([0, 1, 1]).at(3, 5)).toThrow(ShapeError);
    expect(() => document([[0, 1, 1], [0]]).at(3, 3, 1)).toThrow(
      'each position of sequence 1 needs an id; got 1 for 3 queries and 1 for 3 keys. Pass document(queryIds, keyIds)',
    );
    expect(() => document([[0], [0]], [[0], [0], [0]])).toThrow('parts for 2 and 3');
  });
});
