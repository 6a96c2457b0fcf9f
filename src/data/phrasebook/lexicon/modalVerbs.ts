import { type Verb, verb } from './verb.ts';

/** A verb that takes another: how it is joined in French, and whether English needs "to". */
export interface Modal {
  readonly verb: Verb;
  readonly link: string;
  readonly to: '' | 'to';
  /** What one likes to do, one does as a rule. */
  readonly habitual?: boolean;
}

const lasting = { tenses: { present: 4, imperfect: 2, future: 1 } };

export const modals: readonly Modal[] = [
  { verb: verb('vouloir', 'want', 'state'), link: '', to: 'to' },
  { verb: verb('vouloir', 'like', 'state', { tenses: { conditional: 1 } }), link: '', to: 'to' },
  { verb: verb('pouvoir', 'can', 'state'), link: '', to: '' },
  { verb: verb('pouvoir', 'be able', 'state', { tenses: { future: 1 } }), link: '', to: 'to' },
  { verb: verb('devoir', 'must', 'state', { tenses: { present: 1 } }), link: '', to: '' },
  { verb: verb('aimer', 'like', 'state'), link: '', to: 'to', habitual: true },
  { verb: verb('avoir', 'need', 'state', lasting), link: 'besoin de', to: 'to' },
];
