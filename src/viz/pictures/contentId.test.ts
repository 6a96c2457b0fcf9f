import { expect, it } from 'vitest';
import { contentId } from './contentId.ts';

it('is that of the standard, and differs where the content does', () => {
  expect(contentId('x', '')).toBe(`x-${(0x811c9dc5).toString(36)}`);
  expect(contentId('x', 'foobar')).toBe(`x-${(0xbf9cf968).toString(36)}`);
  expect(contentId('x', 'foobaz')).not.toBe(contentId('x', 'foobar'));
});
