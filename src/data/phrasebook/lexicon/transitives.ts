import type { NounKind } from './noun.ts';
import type { PlaceUse } from './places.ts';
import { background, everyday, type Verb, verb } from './verb.ts';

/** Which determiners an object takes: any, those of what is known, only the indefinite, or those of what is liked. */
export type ObjectStyle = 'any' | 'known' | 'indefinite' | 'generic';

export interface Transitive {
  readonly verb: Verb;
  readonly objects: readonly NounKind[];
  readonly style: ObjectStyle;
  /** One at a time: nobody drives two cars. */
  readonly single?: boolean;
  /** Where it may be said to happen. */
  readonly places?: readonly PlaceUse[];
}

type TransitiveEntry = readonly [Verb, readonly NounKind[], Partial<Transitive>?];

function transitive(entries: readonly TransitiveEntry[]): readonly Transitive[] {
  return entries.map(([verb, objects, traits]) => ({ verb, objects, style: 'any', ...traits }));
}

const GOODS: NounKind[] = ['food', 'clothing', 'portable', 'plant', 'furniture', 'vehicle'];
const BELONGINGS: NounKind[] = ['clothing', 'portable'];
const HUMANS: NounKind[] = ['person', 'kin'];
const single = { single: true };
const anywhere: Pick<Transitive, 'places'> = { places: ['home', 'outdoors', 'town'] };
const shops: Pick<Transitive, 'places'> = { places: ['shop', 'abroad'] };
const outside: Pick<Transitive, 'places'> = { places: ['outdoors', 'town', 'abroad'] };
const known = { style: 'known' } as const;

const lasting = { present: 4, imperfect: 2, future: 2 };
const seeing = { present: 2, compoundPast: 3, future: 2 };

export const transitives: readonly Transitive[] = transitive([
  [everyday('manger', 'eat', background), ['food'], anywhere],
  [everyday('boire', 'drink', background), ['drink'], anywhere],
  [verb('acheter', 'buy'), [...GOODS, 'text', 'drink'], shops],
  [verb('vendre', 'sell'), [...GOODS, 'dwelling']],
  [everyday('chercher', 'look for'), ['clothing', 'portable', 'animal', 'person']],
  [verb('trouver', 'find', 'event'), ['clothing', 'portable', 'animal', 'money'], anywhere],
  [everyday('porter', 'wear', background), ['clothing'], single],
  [everyday('ouvrir', 'open'), ['opening', 'container']],
  [everyday('fermer', 'close'), ['opening', 'container']],
  [everyday('prendre', 'take'), ['transport'], single],
  [everyday('attendre', 'wait for', background), ['transport', 'person', 'kin'], single],
  [verb('lire', 'read', 'activity', background), ['text'], anywhere],
  [verb('écrire', 'write'), ['writing'], anywhere],
  [verb('apprendre', 'learn'), ['lesson']],
  [verb('comprendre', 'understand', 'state', { tenses: lasting }), ['lesson', 'text'], known],
  [everyday('regarder', 'watch', background), ['show', 'animal'], anywhere],
  [everyday('écouter', 'listen to', background), ['sound', 'person', 'kin'], anywhere],
  [everyday('chanter', 'sing'), ['song'], anywhere],
  [verb('visiter', 'visit'), ['building']],
  [verb('voir', 'see', 'state', { tenses: seeing }), ['person', 'kin', 'animal'], outside],
  [verb('voir', 'see', 'state', { tenses: seeing }), ['building', 'transport']],
  [everyday('appeler', 'call'), HUMANS],
  [everyday('aider', 'help'), HUMANS],
  [verb('connaître', 'know', 'state'), ['person', 'kin', 'song', 'building'], known],
  [verb('aimer', 'love', 'state'), ['kin'], known],
  [
    verb('aimer', 'like', 'state'),
    ['food', 'drink', 'animal', 'text', 'show', 'song', 'clothing'],
    { style: 'generic' },
  ],
  [
    verb('avoir', 'have', 'state', { tenses: lasting }),
    [...BELONGINGS, 'animal', 'sibling', 'vehicle', 'money', 'furniture'],
    { style: 'indefinite' },
  ],
  [verb('vouloir', 'want', 'state'), [...GOODS, 'drink', 'animal', 'money'], { style: 'indefinite' }],
  [
    verb('vouloir', 'like', 'state', { tenses: { conditional: 1 } }),
    [...GOODS, 'drink'],
    { style: 'indefinite' },
  ],
]);

export interface Ditransitive {
  readonly verb: Verb;
  readonly objects: readonly NounKind[];
}

/** Something handed or shown to somebody: "donner un livre à Marie". */
export const ditransitives: readonly Ditransitive[] = [
  { verb: verb('donner', 'give'), objects: ['portable', 'clothing', 'plant', 'money'] },
  { verb: verb('envoyer', 'send'), objects: ['writing', 'portable', 'money'] },
];
