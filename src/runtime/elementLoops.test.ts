import { describe, expect, it } from 'vitest';
import { firstDifference, numbers, threadedEngines } from '../../test/support/threadedEngines.ts';

const { one, several } = threadedEngines();

describe('a loop over elements', () => {
  it.each([
    ['exp', 8191],
    ['gelu', 12_295],
  ] as const)('gives what it gives for parts: %s of %i', (name, n) => {
    const { kernels, place, read, room } = one;
    const [x, whole, parts] = [place(numbers(n)), room(n), room(n)];
    kernels[name](n, x, whole);
    for (let i = 0; i < n; i += 1000) kernels[name](Math.min(1000, n - i), x + 4 * i, parts + 4 * i);
    expect(firstDifference(read(whole, n), read(parts, n))).toBe(-1);
  });

  // Rows, columns, and the strides from row to row and from column to column: dense, repeated, transposed, with gaps.
  const plane: [rows: number, columns: number][] = [
    [1, 300_001],
    [2, 150_001],
    [3, 5000],
    [100, 3],
    [600, 500],
    [3001, 97],
    [4099, 64],
    [30_001, 9],
  ];
  const strides: Record<string, (rows: number, columns: number) => [row: number, column: number]> = {
    dense: (_, columns) => [columns, 1],
    'a row for all': () => [0, 1],
    'a column for all': () => [1, 0],
    'one for all': () => [0, 0],
    transposed: (rows) => [1, rows],
    'with gaps': (_, columns) => [2 * columns + 1, 2],
  };
  it.each(plane)('reads %i x %i operands with any strides', (rows, columns) => {
    const size = rows * columns;
    const values = numbers(3 * size + rows);
    const names = Object.keys(strides);
    names.forEach((name, i) => {
      const [[aRow, aColumn], [bRow, bColumn]] = [name, names[(i + 1) % names.length]].map((kind) =>
        strides[kind](rows, columns),
      );
      const expected = new Float32Array(size);
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) {
          expected[r * columns + c] = values[r * aRow + c * aColumn] - values[r * bRow + c * bColumn];
        }
      }
      for (const { kernels, place, read, room } of [one, several[0]]) {
        const [x, out] = [place(values), room(size + 1)];
        const guard = place([7]);
        kernels.sub(rows, columns, x, aRow, aColumn, x, bRow, bColumn, out);
        expect(firstDifference(read(out, size), expected), name).toBe(-1);
        expect(read(guard, 1)).toEqual(Float32Array.of(7));
        for (const pointer of [x, out, guard]) kernels.release(pointer);
      }
    });
  });

  it('changes its operand in place', () => {
    const [rows, columns] = [3001, 100];
    const [x, y] = [numbers(rows * columns), numbers(columns, 2)];
    const expected = x.map((v, i) => v + y[i % columns]);
    for (const { kernels, place, read } of [one, ...several]) {
      const at = place(x);
      kernels.add(rows, columns, at, columns, 1, place(y), 0, 1, at);
      expect(firstDifference(read(at, x.length), expected)).toBe(-1);
    }
  });
});
