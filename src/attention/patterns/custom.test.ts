import { expect, it } from 'vitest';
import { picture } from '../../../test/support/patterns.ts';
import { custom } from './custom.ts';
import { lower } from './lower.ts';

it('shows what a predicate says, and is named', () => {
  const knights = custom((i, j) => Math.abs(i - j) === 2, { name: 'knights' });
  expect(picture(knights, 3, 4)).toEqual(['..x.', '...x', 'x...']);
  expect(knights.name).toBe('knights');
});

it('asks once for each pair, for each pair of lengths', () => {
  let calls = 0;
  const pattern = custom((i, j) => {
    calls++;
    return (i + j) % 3 > 0;
  });
  lower(pattern, 67, 131, 2, 3);
  expect(calls).toBe(67 * 131);
  lower(pattern, 67, 131, 5, 1);
  expect(calls).toBe(67 * 131);
  lower(pattern, 67, 130, 2, 3);
  expect(calls).toBe(67 * 131 + 67 * 130);
});

it('lowers to nothing when the predicate lets all through', () => {
  const pattern = custom(() => true);
  expect(lower(pattern, 67, 131, 2, 3)).toBeNull();
});
