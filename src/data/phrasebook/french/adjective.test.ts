import { expect, it } from 'vitest';
import { agreeAdjective, agreeBefore } from './adjective.ts';

it.each([
  ['petit', 'petit petite petits petites'],
  ['rouge', 'rouge rouge rouges rouges'],
  ['fatigué', 'fatigué fatiguée fatigués fatiguées'],
  ['heureux', 'heureux heureuse heureux heureuses'],
  ['français', 'français française français françaises'],
  ['cher', 'cher chère chers chères'],
  ['bon', 'bon bonne bons bonnes'],
  ['italien', 'italien italienne italiens italiennes'],
  ['américain', 'américain américaine américains américaines'],
  ['quel', 'quel quelle quels quelles'],
  ['blanc', 'blanc blanche blancs blanches'],
  ['long', 'long longue longs longues'],
  ['gentil', 'gentil gentille gentils gentilles'],
  ['frais', 'frais fraîche frais fraîches'],
  ['beau', 'beau belle beaux belles'],
  ['nouveau', 'nouveau nouvelle nouveaux nouvelles'],
  ['vieux', 'vieux vieille vieux vieilles'],
  ['bleu', 'bleu bleue bleus bleues'],
  ['marron', 'marron marron marron marron'],
  ['pris', 'pris prise pris prises'],
])('%s agrees as %s', (adjective, forms) => {
  const agreed = [false, true].flatMap((plural) =>
    [false, true].map((feminine) => agreeAdjective(adjective, { feminine, plural })),
  );
  expect(agreed.join(' ')).toBe(forms);
});

it.each([
  ['beau', 'arbre', 'bel'],
  ['nouveau', 'hôtel', 'nouvel'],
  ['vieux', 'ami', 'vieil'],
  ['vieux', 'chat', 'vieux'],
  ['grand', 'arbre', 'grand'],
])('%s before %s is %s', (adjective, noun, form) => {
  expect(agreeBefore(adjective, { feminine: false, plural: false }, noun)).toBe(form);
});

it('keeps the plural before a vowel', () => {
  expect(agreeBefore('vieux', { feminine: false, plural: true }, 'amis')).toBe('vieux');
  expect(agreeBefore('beau', { feminine: false, plural: true }, 'arbres')).toBe('beaux');
  expect(agreeBefore('beau', { feminine: true, plural: false }, 'amie')).toBe('belle');
});
