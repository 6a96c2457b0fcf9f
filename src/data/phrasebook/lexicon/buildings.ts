import { defineNouns } from './noun.ts';

export const buildings = [
  ...defineNouns('building', {}, [
    ['maison', 'f', 'house', { also: ['dwelling'] }],
    ['appartement', 'm', 'apartment', { also: ['dwelling'] }],
    ['château', 'm', 'castle', { also: ['dwelling'] }],
    ['musée', 'm', 'museum', { owned: 'never' }],
    ['église', 'f', 'church', { owned: 'never' }],
    ['magasin', 'm', 'store', { owned: 'never' }],
    ['école', 'f', 'school'],
  ]),
  ...defineNouns('room', {}, [
    ['chambre', 'f', 'bedroom'],
    ['cuisine', 'f', 'kitchen'],
    ['salon', 'm', 'living room'],
    ['jardin', 'm', 'garden'],
  ]),
  ...defineNouns('opening', {}, [
    ['porte', 'f', 'door'],
    ['fenêtre', 'f', 'window'],
  ]),
];
