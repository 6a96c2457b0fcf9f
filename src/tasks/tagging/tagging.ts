import { LabelVocabulary, type TaggedSentence } from '../../data/index.ts';
import { taggers } from '../../models/index.ts';
import { Rng } from '../../tensor/index.ts';
import type { Task } from '../task.ts';
import { WordVocabulary } from '../words/wordVocabulary.ts';
import { evaluateTagger } from './evaluate.ts';
import { type TaggingSettings, taggingSettings } from './settings.ts';
import { Tagger } from './tagger.ts';
import { TaggingTraining } from './taggingTraining.ts';

function build(vocabulary: WordVocabulary, tags: LabelVocabulary, { model, seed }: TaggingSettings): Tagger {
  const context = { ...vocabulary.sizes, numTags: tags.size, rng: new Rng(seed) };
  return new Tagger(taggers.build(model, context), vocabulary, tags);
}

/** A tag for each word of a sentence, such as its part of speech. */
export const tagging = {
  name: 'tagging',
  defaultSettings: taggingSettings,
  monitor: { metric: 'accuracy', mode: 'max' },

  prepare(sentences, settings) {
    const vocabulary = WordVocabulary.of(
      sentences.map(({ words }) => words),
      settings,
    );
    return build(vocabulary, LabelVocabulary.of(sentences.flatMap(({ tags }) => tags)), settings);
  },
  training: (tagger, train, validation, settings) => new TaggingTraining(tagger, train, validation, settings),
  evaluate: evaluateTagger,
  toJSON: ({ vocabulary, tags }) => ({ ...vocabulary.toJSON(), tags: tags.toJSON() }),
  fromJSON: (json, settings) =>
    build(WordVocabulary.fromJSON(json), LabelVocabulary.fromJSON(Object(json).tags), settings),
} satisfies Task<TaggedSentence, TaggingSettings, Tagger>;
