import { defineNouns } from './noun.ts';

export const animals = defineNouns('animal', {}, [
  ['cheval', 'm', 'horse'],
  ['vache', 'f', 'cow'],
  ['chat', 'm', 'cat', { also: ['pet'] }],
  ['chien', 'm', 'dog', { also: ['pet'] }],
  ['oiseau', 'm', 'bird', { also: ['pet'] }],
  ['lapin', 'm', 'rabbit', { also: ['pet'] }],
  ['souris', 'f', 'mouse', { englishPlural: 'mice', also: ['pet'] }],
]);
