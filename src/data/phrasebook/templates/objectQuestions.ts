import type { Agreement } from '../agreement.ts';
import { agreeAdjective } from '../french/adjective.ts';
import type { NounKind } from '../lexicon/noun.ts';
import { nounsOf } from '../lexicon/nouns.ts';
import { type Transitive, transitives } from '../lexicon/transitives.ts';
import { type Phrase, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { askSituation } from './questions.ts';
import { sampleSituation } from './statements.ts';
import { sampleAsked } from './subjects.ts';
import type { Template } from './template.ts';

const HUMAN: readonly NounKind[] = ['person', 'kin'];

const aboutPeople = transitives.filter(({ objects }) => objects.some((kind) => HUMAN.includes(kind)));
const aboutThings = transitives.filter(({ objects }) => !objects.every((kind) => HUMAN.includes(kind)));

/** With the nouns that "which" and "how many" can be asked of; of relatives it hardly is. */
const withNouns = transitives.map((transitive) => {
  const nouns = nounsOf(transitive.objects).filter(({ kinds }) => !kinds.includes('kin'));
  return {
    transitive,
    things: nouns.filter(({ mass, number }) => !mass && number === 'both'),
    amounts: nouns.filter(({ mass, number }) => mass || number === 'both'),
  };
});
export const selectable = withNouns.filter(({ things }) => things.length > 0);
const countable = withNouns.filter(
  ({ transitive: { style, single }, amounts }) =>
    amounts.length > 0 && !single && (style === 'any' || style === 'indefinite'),
);

/** "Qu'est-ce que tu manges ?" */
export const whatQuestion: Template = (sampler) =>
  askForObject(sampler, sampler.pick(aboutThings), phrase('que', 'what'));

/** "Qui attends-tu ?" */
export const whomQuestion: Template = (sampler) =>
  askForObject(sampler, sampler.pick(aboutPeople), phrase('qui', 'who'));

/** "Quelle robe as-tu achetée ?" */
export const whichQuestion: Template = (sampler) => {
  const { transitive, things } = sampler.pick(selectable);
  const noun = sampler.pick(things);
  const agreement = { feminine: noun.feminine, plural: !transitive.single && sampler.chance(0.25) };
  const which = agreement.plural
    ? phrase(noun.frenchPlural, noun.englishPlural)
    : phrase(noun.french, noun.english);
  const word = phrase(`${agreeAdjective('quel', agreement)} ${which.french}`, `which ${which.english}`);
  return askForObject(sampler, transitive, word, agreement);
};

/** "Combien de livres avez-vous ?", "Combien d'eau as-tu bue ?" */
export const howManyQuestion: Template = (sampler) => {
  const { transitive, amounts } = sampler.pick(countable);
  const { french, frenchPlural, english, englishPlural, feminine, mass } = sampler.pick(amounts);
  const word = mass
    ? phrase(`combien de ${french}`, `how much ${english}`)
    : phrase(`combien de ${frenchPlural}`, `how many ${englishPlural}`);
  return askForObject(sampler, transitive, word, { feminine, plural: !mass });
};

/** A question whose word stands for the object; a participle agrees with an object that comes first. */
function askForObject(
  sampler: Sampler,
  { verb }: Transitive,
  word: Phrase,
  object?: Pick<Agreement, 'feminine' | 'plural'>,
) {
  const pronoun = object && { french: '', english: '', direct: { ...object, person: 2 as const } };
  const action = { verb, complete: () => ({ pronoun }) };
  return askSituation(
    sampler,
    word,
    sampleSituation(sampler, action, sampleAsked(sampler), { negation: 0, moment: 0.2 }),
  );
}
