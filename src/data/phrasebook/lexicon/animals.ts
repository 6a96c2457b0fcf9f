import { defineNouns } from './noun.ts';

export const animals = [
  ...defineNouns('animal', { owned: 'never' }, [
    ['éléphant', 'm', 'elephant'],
    ['loup', 'm', 'wolf', { englishPlural: 'wolves' }],
  ]),
  ...defineNouns('animal', {}, [
    ['cheval', 'm', 'horse', { also: ['tame'] }],
    ['vache', 'f', 'cow', { also: ['tame'] }],
    ['chat', 'm', 'cat', { also: ['tame', 'pet'] }],
    ['chien', 'm', 'dog', { also: ['tame', 'pet'] }],
    ['oiseau', 'm', 'bird', { also: ['tame', 'pet'] }],
    ['lapin', 'm', 'rabbit', { also: ['tame', 'pet'] }],
    ['souris', 'f', 'mouse', { englishPlural: 'mice', also: ['tame', 'pet'] }],
  ]),
];
