import { defineNouns } from './noun.ts';

const foods = [
  ...defineNouns('food', {}, [
    ['pomme', 'f', 'apple', { also: ['fodder'] }],
    ['orange', 'f', 'orange'],
    ['tomate', 'f', 'tomato', { englishPlural: 'tomatoes' }],
    ['œuf', 'm', 'egg'],
    ['gâteau', 'm', 'cake', { also: ['dish'] }],
    ['sandwich', 'm', 'sandwich', { also: ['dish'] }],
    ['pizza', 'f', 'pizza', { also: ['dish'] }],
  ]),
  ...defineNouns('food', { mass: true, number: 'singular' }, [
    ['pain', 'm', 'bread', { also: ['fodder'] }],
    ['viande', 'f', 'meat', { also: ['dish'] }],
    ['poisson', 'm', 'fish', { also: ['dish'] }],
    ['poulet', 'm', 'chicken', { also: ['dish'] }],
    ['soupe', 'f', 'soup', { also: ['dish'] }],
    ['fromage', 'm', 'cheese'],
    ['chocolat', 'm', 'chocolate'],
  ]),
];

const drinks = defineNouns('drink', { mass: true, number: 'singular' }, [
  ['eau', 'f', 'water', { also: ['lapped'] }],
  ['lait', 'm', 'milk', { also: ['lapped'] }],
  ['café', 'm', 'coffee'],
  ['thé', 'm', 'tea'],
  ['vin', 'm', 'wine'],
]);

export const meals = [...foods, ...drinks];
