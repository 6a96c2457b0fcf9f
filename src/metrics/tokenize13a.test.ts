import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tokenize13a } from './tokenize13a.ts';

// What sacreBLEU says; fixtures/bleu.py writes it.
const { tokens: cases }: { tokens: { line: string; tokens: string[] }[] } = JSON.parse(
  readFileSync(new URL('./fixtures/bleu.json', import.meta.url), 'utf8'),
);

it.each(cases)('splits $line as sacreBLEU does', ({ line, tokens }) => {
  expect(tokenize13a(line)).toEqual(tokens);
});
