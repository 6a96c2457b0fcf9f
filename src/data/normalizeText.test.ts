import { expect, it } from 'vitest';
import { normalizeText } from './normalizeText.ts';

it.each([
  ['ﬁn…\u00a0½', 'fin... 1⁄2'],
  ['e\u0301', 'é'],
  ['a\ud83db\udc4d', 'a\ufffdb\ufffd'],
  ['👍', '👍'],
])('normalises %j', (text, normal) => {
  expect(normalizeText(text)).toBe(normal);
});
