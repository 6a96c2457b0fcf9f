import { describe, expect, it } from 'vitest';
import { expectNoLeaks } from '../../test/support/noLeaks.ts';
import { ShapeError, Sparsity, ValueError } from './index.ts';

describe('Sparsity', () => {
  expectNoLeaks();

  it('knows the row and the column of each entry', () => {
    using sparsity = new Sparsity({ offsets: [0, 2, 2, 5], columns: [1, 4, 0, 3, 3], numColumns: 5 });
    expect([sparsity.numRows, sparsity.numColumns, sparsity.numEntries]).toEqual([3, 5, 5]);
    expect([...sparsity.rows.read()]).toEqual([0, 0, 2, 2, 2]);
    expect([...sparsity.columns.read()]).toEqual([1, 4, 0, 3, 3]);
    expect(String(sparsity)).toBe('Sparsity([3, 5], 5 entries)');
  });

  it('may be empty', () => {
    using sparsity = new Sparsity({ offsets: [0, 0, 0], columns: [], numColumns: 0 });
    expect(sparsity.numEntries).toBe(0);
  });

  it('refuses rows and columns that are not there', () => {
    const make = (offsets: number[], columns: number[]) => () =>
      new Sparsity({ offsets, columns, numColumns: 5 });
    expect(make([], [])).toThrow(ShapeError);
    expect(make([1, 2], [0, 0])).toThrow(ShapeError);
    expect(make([0, 1], [0, 0])).toThrow(/end with the number of columns given, 2; got 0 and 1/);
    expect(make([0, 2, 1, 2], [0, 0])).toThrow(/do not fall; got 2 and then 1/);
    expect(make([0, 1, 2], [4, 5])).toThrow(/from 0 to 4; got 5 at entry 1/);
    expect(make([0, 1], [-1])).toThrow(ValueError);
    expect(make([0, 1], [0.5])).toThrow(ValueError);
  });
});
