import { expect, it } from 'vitest';
import { elideAndContract, startsWithVowelSound } from './elision.ts';

it.each([
  ['je aime le eau', "j'aime l'eau"],
  ['je ne ai pas de ami', "je n'ai pas d'ami"],
  ['elle me a vu', "elle m'a vu"],
  ['la école de Anna', "l'école d'Anna"],
  ['est-ce que il y a de la eau', "est-ce qu'il y a de l'eau"],
  ['il ne y a pas', "il n'y a pas"],
  ['ce étaient des chats', "c'étaient des chats"],
  ['que écris-tu', "qu'écris-tu"],
  ['le homme se habille', "l'homme s'habille"],
  ['je vais à le marché', 'je vais au marché'],
  ['je vais à les États-Unis', 'je vais aux États-Unis'],
  ['je vais à le hôpital', "je vais à l'hôpital"],
  ['près de le musée', 'près du musée'],
  ['à côté de les arbres', 'à côté des arbres'],
  ['je mange de le pain', 'je mange du pain'],
  ['je parle à la fille de le roi', 'je parle à la fille du roi'],
  ['si il dort', "s'il dort"],
  ['si elle dort', 'si elle dort'],
  ['le onze de le mois', 'le onze du mois'],
  ['plus de huit heures', 'plus de huit heures'],
  ['la voiture rouge', 'la voiture rouge'],
  ['donne-le à Paul', 'donne-le à Paul'],
])('%s: %s', (words, text) => {
  expect(elideAndContract(words)).toBe(text);
});

it('hears vowels, mute h and y before a consonant', () => {
  for (const word of ['arbre', 'école', 'œuf', 'homme', 'États-Unis', 'y'])
    expect(startsWithVowelSound(word)).toBe(true);
  for (const word of ['chat', 'huit', 'onze', 'yaourt']) expect(startsWithVowelSound(word)).toBe(false);
});
