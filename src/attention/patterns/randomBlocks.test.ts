import { expect, it } from 'vitest';
import { picture } from '../../../test/support/patterns.ts';
import { ShapeError, ValueError } from '../../tensor/index.ts';
import { lower } from './lower.ts';
import { randomBlocks } from './randomBlocks.ts';

it('shows as many blocks to each row of blocks as asked, all where there are no more', () => {
  const lines = picture(randomBlocks({ blocksPerRow: 2, blockSize: 3, seed: 1, align: 'start' }), 12, 15);
  for (const line of lines) expect(line.match(/xxx/g)).toHaveLength(2);
  for (let i = 0; i < 12; i++) expect(lines[i]).toBe(lines[i - (i % 3)]);
  expect(new Set(lines).size).toBeGreaterThan(1);
  expect(lower(randomBlocks({ blocksPerRow: 5, blockSize: 3, seed: 1 }), 15, 15, 1, 1)).toBeNull();
});

it('is settled by its seed, in whatever order it is asked', () => {
  const make = (seed: number) => randomBlocks({ blocksPerRow: 3, blockSize: 2, seed, align: 'start' });
  const forth = picture(make(7), 40, 40);
  const pattern = make(7);
  pattern.at(6, 90).allows(5, 5);
  const { allows } = pattern.at(40, 40);
  for (let i = 39; i >= 0; i--) for (let j = 39; j >= 0; j--) expect(allows(i, j)).toBe(forth[i][j] === 'x');
  expect(picture(make(8), 40, 40)).not.toEqual(forth);
});

it('draws every block as often as any other', () => {
  const [count, columns] = [4000, 10];
  const seen = new Array<number>(columns).fill(0);
  const few = randomBlocks({ blocksPerRow: 3, blockSize: 1, seed: 3, align: 'start' }).at(count, columns);
  for (let i = 0; i < count; i++) for (let j = 0; j < columns; j++) seen[j] += Number(few.allows(i, j));
  for (const n of seen) expect(Math.abs(n / (0.3 * count) - 1)).toBeLessThan(0.08);
});

it('refuses numbers that are none', () => {
  expect(() => randomBlocks({ blocksPerRow: -1, seed: 0 })).toThrow(ValueError);
  expect(() => randomBlocks({ blocksPerRow: 1, blockSize: 0.5, seed: 0 })).toThrow('blockSize');
  expect(() => randomBlocks({ blocksPerRow: 1, seed: 0.5 })).toThrow('the seed must be an integer');
  expect(() => randomBlocks({ blocksPerRow: 1, seed: 0 }).at(3, 5)).toThrow(ShapeError);
});
