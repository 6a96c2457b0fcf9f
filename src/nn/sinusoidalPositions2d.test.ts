import { expect, it } from 'vitest';
import { countTensors, ShapeError, tidy, zeros } from '../tensor/index.ts';
import { SinusoidalPositions2d, sinusoidalPositions2d } from './sinusoidalPositions2d.ts';

it('is the sinusoid of the row, then that of the column', () => {
  const [rows, columns, dim] = [3, 5, 8];
  using table = sinusoidalPositions2d(rows, columns, dim);
  expect(table.shape).toEqual([rows * columns, dim]);
  const values = table.read();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let i = 0; i < dim; i++) {
        const half = i < dim / 2;
        const pair = Math.floor((i % (dim / 2)) / 2);
        const angle = (half ? row : column) / 10_000 ** ((2 * pair) / (dim / 2));
        const expected = i % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
        expect(values[(row * columns + column) * dim + i]).toBeCloseTo(expected, 6);
      }
    }
  }
});

it('is added to one grid, and owns what it keeps', () => {
  const before = countTensors();
  const layer = new SinusoidalPositions2d({ rows: 2, columns: 3, dim: 4 });
  tidy(() => {
    const y = layer.forward(zeros([2, 6, 4]));
    expect(Array.from(y.read().slice(24))).toEqual(Array.from(sinusoidalPositions2d(2, 3, 4).read()));
    expect(() => layer.forward(zeros([2, 5, 4]))).toThrow(ShapeError);
  });
  layer.dispose();
  expect(countTensors()).toBe(before);
});

it('needs pairs for both axes', () => {
  expect(() => sinusoidalPositions2d(2, 2, 6)).toThrow('a multiple of 4');
});
