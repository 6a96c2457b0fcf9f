import { expect, it } from 'vitest';
import { escapeHtml } from './escapeHtml.ts';

it.each([
  [`<b class="x">l'été & co</b>`, '&lt;b class=&quot;x&quot;&gt;l&#39;été &amp; co&lt;/b&gt;'],
  ['&amp;', '&amp;amp;'],
  ['日本 😀\t\n', '日本 😀\t\n'],
  ['\0\x1b\ud800\uffff', '\ufffd\ufffd\ufffd\ufffd'],
])('%j', (text, escaped) => {
  expect(escapeHtml(text)).toBe(escaped);
});
