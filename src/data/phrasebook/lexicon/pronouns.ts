import type { Person } from '../agreement.ts';
import type { ObjectPronoun } from '../grammar/clause.ts';
import type { NounPhrase } from '../grammar/nounPhrase.ts';

function subject(
  french: string,
  english: string,
  person: Person,
  feminine: boolean,
  plural: boolean,
): NounPhrase {
  return { french, english, agreement: { person, feminine, plural }, pronoun: true };
}

/** Gender and number that French pronouns hide come out in adjectives and participles: "je suis fatiguée". */
export const subjectPronouns: readonly NounPhrase[] = [
  subject('je', 'I', 0, false, false),
  subject('je', 'I', 0, true, false),
  subject('tu', 'you', 1, false, false),
  subject('tu', 'you', 1, true, false),
  subject('il', 'he', 2, false, false),
  subject('elle', 'she', 2, true, false),
  subject('nous', 'we', 3, false, true),
  subject('nous', 'we', 3, true, true),
  subject('vous', 'you', 4, false, false),
  subject('vous', 'you', 4, false, true),
  subject('ils', 'they', 5, false, true),
  subject('elles', 'they', 5, true, true),
];

/** The subjects that weather, time and existence have instead of one. */
export const impersonal: NounPhrase = subject('il', 'it', 2, false, false);

/** Who asks: "qui mange". */
export const who: NounPhrase = subject('qui', 'who', 2, false, false);

/** Direct and indirect alike: "il me voit", "il me parle". Those of the third person would be two words in English. */
export const objectPronouns: readonly (ObjectPronoun & { readonly direct: NounPhrase['agreement'] })[] = [
  { french: 'me', english: 'me', direct: { person: 0, feminine: false, plural: false } },
  { french: 'te', english: 'you', direct: { person: 1, feminine: false, plural: false } },
  { french: 'nous', english: 'us', direct: { person: 3, feminine: false, plural: true } },
  { french: 'vous', english: 'you', direct: { person: 4, feminine: false, plural: true } },
];
/** After a preposition: "avec moi". */
export const stressedPronouns: readonly NounPhrase[] = [
  subject('moi', 'me', 0, false, false),
  subject('toi', 'you', 1, false, false),
  subject('lui', 'him', 2, false, false),
  subject('elle', 'her', 2, true, false),
  subject('nous', 'us', 3, false, true),
  subject('vous', 'you', 4, false, true),
  subject('eux', 'them', 5, false, true),
];
