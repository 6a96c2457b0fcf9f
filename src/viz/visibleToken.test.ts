import { expect, it } from 'vitest';
import { visibleToken } from './visibleToken.ts';

it.each([
  ['monde', 'monde'],
  ['New York', 'New York'],
  ['', '␣'],
  [' \u00a0', '␣'],
  ['a\tb\n', 'a␉b␊'],
  ['\x1b[31mred', '␛[31mred'],
  ['\x7f\x9b\u2028', '���'],
  ['\u202edlrow\u2066', 'dlrow'],
])('%j shows as %j', (token, shown) => {
  expect(visibleToken(token)).toBe(shown);
});
