import type { ObjectPronoun } from '../grammar/clause.ts';
import type { NounPhrase } from '../grammar/nounPhrase.ts';
import type { NounKind } from '../lexicon/noun.ts';
import { objectPronouns } from '../lexicon/pronouns.ts';
import type { ObjectStyle, Transitive } from '../lexicon/transitives.ts';
import { joinPhrases, type Phrase, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import type { ActionContext } from './actions.ts';
import { type DeterminerWeights, sampleName, sampleNounPhrase } from './nounPhrases.ts';
import { areApart } from './places.ts';

const RECIPIENT: readonly NounKind[] = ['person', 'kin'];

const DETERMINERS: Record<ObjectStyle | 'habitual', DeterminerWeights> = {
  any: { definite: 6, indefinite: 6, possessive: 4, genitive: 1, demonstrative: 2, numeral: 2 },
  known: { definite: 6, possessive: 4, genitive: 1, demonstrative: 2 },
  indefinite: { indefinite: 6, numeral: 2 },
  generic: { generic: 6, possessive: 2, demonstrative: 2 },
  habitual: { indefinite: 6, possessive: 3, demonstrative: 1 },
};

/** What a verb acts on, with the determiners that suit the verb. */
export function sampleObject(
  sampler: Sampler,
  { objects, style, single }: Omit<Transitive, 'verb'>,
  { subject, negation, habitual }: ActionContext,
): NounPhrase {
  if (objects.includes('kin') && sampler.chance(0.25)) return sampleName(sampler, subject);
  const rule = habitual || negation === 'jamais' || negation === 'plus';
  const weights = DETERMINERS[style === 'any' && rule ? 'habitual' : style];
  return sampleNounPhrase(sampler, objects, weights, {
    subject,
    negated: negation !== undefined,
    habitual,
    single,
  });
}

/** "me", "te", "nous", "vous": someone other than the subject. */
export function sampleObjectPronoun(sampler: Sampler, { agreement }: NounPhrase): ObjectPronoun {
  return sampler.pick(objectPronouns.filter(({ direct }) => areApart(direct.person, agreement.person)));
}

/** "à Marie", "à mes parents"; "to" may be part of the English verb. */
export function sampleRecipient(sampler: Sampler, subject: NounPhrase, to = 'to'): Phrase {
  const person = sampler.chance(0.3)
    ? sampleName(sampler, subject)
    : sampleNounPhrase(
        sampler,
        RECIPIENT,
        { definite: 2, possessive: 2, demonstrative: 1 },
        { subject, adjectives: 0.15 },
      );
  return joinPhrases(phrase('à', to), person);
}
