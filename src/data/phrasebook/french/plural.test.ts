import { expect, it } from 'vitest';
import { pluralOf } from './plural.ts';

it.each([
  ['chat', 'chats'],
  ['cheval', 'chevaux'],
  ['journal', 'journaux'],
  ['chapeau', 'chapeaux'],
  ['jeu', 'jeux'],
  ['bleu', 'bleus'],
  ['fils', 'fils'],
  ['prix', 'prix'],
  ['nez', 'nez'],
])('%s, %s', (singular, plural) => {
  expect(pluralOf(singular)).toBe(plural);
});
