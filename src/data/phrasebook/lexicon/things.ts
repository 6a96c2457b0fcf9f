import { defineNouns } from './noun.ts';

const texts = [
  ...defineNouns('text', {}, [
    ['livre', 'm', 'book', { also: ['writing', 'portable'] }],
    ['lettre', 'f', 'letter', { also: ['writing'] }],
    ['histoire', 'f', 'story', { also: ['writing'] }],
    ['poème', 'm', 'poem', { also: ['writing', 'lesson'] }],
    ['journal', 'm', 'newspaper'],
  ]),
  ...defineNouns('lesson', {}, [
    ['leçon', 'f', 'lesson'],
    ['mot', 'm', 'word', { also: ['writing'] }],
  ]),
];

const pastimes = [
  ...defineNouns('song', {}, [['chanson', 'f', 'song', { also: ['sound', 'writing'] }]]),
  ...defineNouns('sound', {}, [['musique', 'f', 'music', { mass: true, number: 'singular' }]]),
  ...defineNouns('show', {}, [
    ['film', 'm', 'movie', { also: ['event'] }],
    ['match', 'm', 'game', { also: ['event'] }],
  ]),
  ...defineNouns('event', {}, [
    ['concert', 'm', 'concert'],
    ['réunion', 'f', 'meeting'],
    ['fête', 'f', 'party'],
  ]),
];

const clothing = defineNouns('clothing', {}, [
  ['chapeau', 'm', 'hat'],
  ['manteau', 'm', 'coat'],
  ['chemise', 'f', 'shirt'],
  ['robe', 'f', 'dress'],
  ['chaussure', 'f', 'shoe', { number: 'plural' }],
]);

const belongings = [
  ...defineNouns('portable', {}, [
    ['clé', 'f', 'key'],
    ['stylo', 'm', 'pen'],
    ['parapluie', 'm', 'umbrella'],
    ['cadeau', 'm', 'gift'],
    ['photo', 'f', 'photo'],
    ['sac', 'm', 'bag', { also: ['container'] }],
    ['valise', 'f', 'suitcase', { also: ['container'] }],
    ['montre', 'f', 'watch'],
    ['téléphone', 'm', 'phone'],
    ['ordinateur', 'm', 'computer'],
  ]),
  ...defineNouns('money', { mass: true, number: 'singular' }, [['argent', 'm', 'money']]),
  ...defineNouns('plant', {}, [
    ['fleur', 'f', 'flower', { also: ['flower'] }],
    ['arbre', 'm', 'tree', { owned: 'never' }],
  ]),
];

const furniture = defineNouns('furniture', {}, [
  ['table', 'f', 'table', { also: ['surface', 'board'] }],
  ['chaise', 'f', 'chair', { also: ['surface'] }],
  ['lit', 'm', 'bed', { also: ['surface'] }],
]);

const vehicles = [
  ...defineNouns('vehicle', {}, [
    ['voiture', 'f', 'car', { also: ['drivable'] }],
    ['vélo', 'm', 'bike'],
    ['camion', 'm', 'truck', { also: ['drivable'] }],
  ]),
  ...defineNouns('transport', { owned: 'never' }, [
    ['bus', 'm', 'bus'],
    ['train', 'm', 'train'],
    ['avion', 'm', 'plane'],
  ]),
];

export const things = [...texts, ...pastimes, ...clothing, ...belongings, ...furniture, ...vehicles];
