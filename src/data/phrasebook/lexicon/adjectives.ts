import { type Adjective, defineAdjectives as define } from './adjective.ts';
import type { NounKind } from './noun.ts';

const HUMAN: NounKind[] = ['person', 'kin'];
const OBJECTS: NounKind[] = ['clothing', 'portable', 'furniture', 'vehicle'];
const PLACES: NounKind[] = ['building', 'room'];
const READINGS: NounKind[] = ['text', 'show', 'song'];
const before = { before: true };
const predicateOnly = { predicateOnly: true };
const passing = { passing: true };

export const adjectives: readonly Adjective[] = [
  ...define(HUMAN, before, [
    ['grand', 'tall', predicateOnly],
    ['petit', 'short', predicateOnly],
    ['jeune', 'young'],
    ['vieux', 'old', { notOf: ['garçon', 'fille', 'enfant'] }],
    ['beau', 'handsome', { gender: 'm' }],
    ['beau', 'beautiful', { gender: 'f' }],
  ]),
  ...define(HUMAN, {}, [
    ['gentil', 'kind'],
    ['intelligent', 'smart'],
    ['drôle', 'funny'],
    ['riche', 'rich'],
    ['célèbre', 'famous'],
    ['fort', 'strong'],
    ['triste', 'sad', passing],
    ['heureux', 'happy', passing],
    ['malade', 'sick', passing],
    ['fatigué', 'tired', passing],
    ['courageux', 'brave'],
    ['occupé', 'busy', { predicateOnly: true, passing: true }],
    ['prêt', 'ready', { predicateOnly: true, passing: true, gradable: false }],
    ['seul', 'alone', { predicateOnly: true, passing: true, gradable: false }],
  ]),
  ...define(HUMAN, { gradable: false }, [
    ['français', 'French'],
    ['anglais', 'English'],
    ['italien', 'Italian'],
    ['américain', 'American'],
  ]),
  ...define(['animal'], before, [
    ['grand', 'big'],
    ['petit', 'small'],
    ['jeune', 'young'],
    ['vieux', 'old'],
    ['beau', 'beautiful'],
  ]),
  ...define(['animal'], {}, [
    ['intelligent', 'smart'],
    ['malade', 'sick', passing],
    ['fatigué', 'tired', passing],
    ['rapide', 'fast'],
  ]),
  ...define(['animal', 'clothing', 'vehicle', 'portable'], { gradable: false }, [
    ['noir', 'black'],
    ['blanc', 'white'],
    ['marron', 'brown'],
  ]),
  ...define(['clothing', 'vehicle', 'portable', 'flower'], { gradable: false }, [
    ['rouge', 'red'],
    ['bleu', 'blue'],
    ['vert', 'green'],
    ['jaune', 'yellow'],
  ]),
  ...define(['plant'], before, [
    ['grand', 'big'],
    ['petit', 'small'],
  ]),
  ...define([...OBJECTS, ...PLACES, 'opening'], before, [
    ['grand', 'big', { notOf: ['magasin', 'école'] }],
    ['petit', 'small'],
    ['vieux', 'old'],
    ['nouveau', 'new'],
  ]),
  ...define([...OBJECTS, ...PLACES, 'plant'], before, [
    ['beau', 'beautiful'],
    ['joli', 'pretty'],
  ]),
  ...define(OBJECTS, {}, [['cher', 'expensive']]),
  ...define(['clothing', 'room', 'furniture', 'vehicle', 'opening'], {}, [['propre', 'clean']]),
  ...define(['portable', 'furniture'], {}, [['lourd', 'heavy']]),
  ...define(['vehicle', 'transport'], {}, [
    ['rapide', 'fast'],
    ['lent', 'slow'],
  ]),
  ...define(['opening', 'container'], { gradable: false, predicateOnly: true, passing: true }, [
    ['ouvert', 'open'],
    ['fermé', 'closed'],
  ]),
  ...define(['food', 'drink'], before, [
    ['bon', 'good'],
    ['mauvais', 'bad', { gradable: false }],
  ]),
  ...define(['dish', 'drink'], passing, [
    ['chaud', 'hot'],
    ['froid', 'cold'],
  ]),
  ...define(['food'], { gradable: false }, [
    ['frais', 'fresh'],
    ['délicieux', 'delicious'],
  ]),
  ...define([...READINGS, 'event'], before, [
    ['bon', 'good'],
    ['mauvais', 'bad', { gradable: false }],
    ['long', 'long'],
  ]),
  ...define([...READINGS, 'event'], {}, [
    ['intéressant', 'interesting'],
    ['ennuyeux', 'boring'],
  ]),
  ...define(READINGS, {}, [
    ['court', 'short'],
    ['triste', 'sad'],
    ['célèbre', 'famous'],
  ]),
  ...define(['lesson'], {}, [
    ['facile', 'easy'],
    ['difficile', 'difficult'],
  ]),
];
