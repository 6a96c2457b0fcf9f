/** What counts as white space where the reference implementation runs (Python's `str.split`); `\s` differs in five characters. */
const SPACE = '\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const SPACES = new RegExp(`[${SPACE}]+`, 'u');
const TRAILING_SPACES = new RegExp(`[${SPACE}]+$`, 'u');

const RULES: readonly [pattern: RegExp, replacement: string][] = [
  // Punctuation and symbols of ASCII stand alone, but for the apostrophe, comma, hyphen and full stop.
  [/([{-~[-` -&(-+:-@/])/gu, ' $1 '],
  // Full stop and comma stand alone unless a digit comes before, ...
  [/([^0-9])([.,])/gu, '$1 $2 '],
  // ... and unless a digit comes after: "1,000.5" stays whole.
  [/([.,])([^0-9])/gu, ' $1 $2'],
  // A hyphen stands alone after a digit.
  [/([0-9])(-)/gu, '$1 $2 '],
];

/**
 * The tokens of one line as BLEU counts them: the tokenizer of the WMT script mteval-v13a, which is sacreBLEU's
 * default (`tok:13a`). Any character outside ASCII is part of a word, so Chinese or Japanese text splits at spaces only.
 *
 * Post, "A Call for Clarity in Reporting BLEU Scores", 2018.
 */
export function tokenize13a(line: string): string[] {
  let text = line
    .replace(TRAILING_SPACES, '')
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
  text = ` ${text} `;
  for (const [pattern, replacement] of RULES) text = text.replace(pattern, replacement);
  return text.split(SPACES).filter((token) => token !== '');
}
