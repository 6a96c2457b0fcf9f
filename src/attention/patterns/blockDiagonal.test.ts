import { expect, it } from 'vitest';
import { picture } from '../../../test/support/patterns.ts';
import { ShapeError, ValueError } from '../../tensor/index.ts';
import { blockDiagonal } from './blockDiagonal.ts';
import { lower } from './lower.ts';

it('cuts the sequence into blocks that see themselves, and their neighbors if asked', () => {
  expect(picture(blockDiagonal(2), 5, 5)).toEqual(['xx...', 'xx...', '..xx.', '..xx.', '....x']);
  expect(picture(blockDiagonal(2, { neighbors: 1 }), 5, 5)).toEqual([
    'xxxx.',
    'xxxx.',
    'xxxxx',
    'xxxxx',
    '..xxx',
  ]);
  expect(picture(blockDiagonal(2, { align: 'end' }), 2, 5)).toEqual(['..xx.', '....x']);
});

it('has no partial blocks where sizes are multiples of 64', () => {
  const [map] = lower(blockDiagonal(128, { neighbors: 1 }), 1024, 1024, 1, 1)!.maps;
  expect(map.tiles).toHaveLength(0);
  expect([...map.runs.subarray(0, 9)]).toEqual([0, 4, -1, 0, 4, -1, 0, 6, -1]);
});

it('refuses sizes that are none', () => {
  for (const size of [0, -1, 2.5, Number.POSITIVE_INFINITY])
    expect(() => blockDiagonal(size)).toThrow(ValueError);
  expect(() => blockDiagonal(2.5)).toThrow('blockDiagonal: size must be a whole number from 1 on; got 2.5');
  expect(() => blockDiagonal(2, { neighbors: -1 })).toThrow('neighbors must be a whole number from 0 on');
  expect(() => blockDiagonal(2).at(3, 5)).toThrow(ShapeError);
});
