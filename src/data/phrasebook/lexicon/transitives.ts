import type { NounKind } from './noun.ts';
import type { PlaceUse } from './places.ts';
import { everyday, type Verb, verb } from './verb.ts';

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
  [everyday('manger', 'eat'), ['food'], anywhere],
  [everyday('boire', 'drink'), ['drink'], anywhere],
  [everyday('préparer', 'prepare'), ['dish'], { places: ['home'] }],
  [verb('acheter', 'buy'), [...GOODS, 'text', 'drink'], shops],
  [verb('vendre', 'sell'), [...GOODS, 'dwelling']],
  [everyday('chercher', 'look for'), ['clothing', 'portable', 'tame', 'person']],
  [verb('trouver', 'find', 'event'), ['clothing', 'portable', 'tame', 'money'], anywhere],
  [verb('perdre', 'lose', 'event'), ['clothing', 'portable', 'money'], outside],
  [verb('choisir', 'choose'), [...BELONGINGS, 'text', 'vehicle', 'tame']],
  [everyday('porter', 'wear'), ['clothing'], single],
  [everyday('porter', 'carry'), ['container']],
  [everyday('laver', 'wash'), ['clothing', 'vehicle', 'tame'], known],
  [everyday('nettoyer', 'clean'), ['room', 'furniture'], known],
  [everyday('ouvrir', 'open'), ['opening', 'container']],
  [everyday('fermer', 'close'), ['opening', 'container']],
  [everyday('conduire', 'drive'), ['drivable'], single],
  [everyday('prendre', 'take'), ['transport'], single],
  [everyday('attendre', 'wait for'), ['transport', 'person', 'kin'], single],
  [verb('lire', 'read'), ['text'], anywhere],
  [verb('écrire', 'write'), ['writing'], anywhere],
  [verb('apprendre', 'learn'), ['lesson']],
  [verb('comprendre', 'understand', 'state', { tenses: lasting }), ['lesson', 'question', 'text'], known],
  [everyday('regarder', 'watch'), ['show', 'animal'], anywhere],
  [everyday('écouter', 'listen to'), ['sound', 'person', 'kin'], anywhere],
  [everyday('chanter', 'sing'), ['song'], anywhere],
  [verb('visiter', 'visit'), ['building']],
  [verb('voir', 'see', 'state', { tenses: seeing }), ['person', 'kin', 'animal', 'building'], outside],
  [verb('rencontrer', 'meet', 'event'), ['person', 'kin'], outside],
  [everyday('appeler', 'call'), HUMANS],
  [everyday('aider', 'help'), HUMANS],
  [verb('connaître', 'know', 'state'), ['person', 'kin', 'song', 'building'], known],
  [verb('aimer', 'love', 'state'), ['kin'], known],
  [
    verb('aimer', 'like', 'state'),
    ['food', 'drink', 'animal', 'text', 'show', 'song', 'clothing'],
    { style: 'generic' },
  ],
  [verb('détester', 'hate', 'state'), ['food', 'drink', 'animal', 'show'], { style: 'generic' }],
  [
    verb('avoir', 'have', 'state', { tenses: lasting }),
    [...BELONGINGS, 'tame', 'sibling', 'vehicle', 'money', 'furniture'],
    { style: 'indefinite' },
  ],
  [verb('vouloir', 'want', 'state'), [...GOODS, 'drink', 'tame', 'money'], { style: 'indefinite' }],
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
  { verb: verb('montrer', 'show'), objects: ['portable', 'clothing', 'text', 'room'] },
  { verb: verb('envoyer', 'send'), objects: ['writing', 'portable', 'money'] },
];
