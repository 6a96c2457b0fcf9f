import type { TaggedSentence } from '../../data/index.ts';
import { buildTagger } from '../../models/index.ts';
import { Rng } from '../../tensor/index.ts';
import type { Task } from '../task.ts';
import { evaluateTagger } from './evaluate.ts';
import { type TaggingSettings, taggingSettings } from './settings.ts';
import { Tagger } from './tagger.ts';
import { TaggerVocabulary } from './taggerVocabulary.ts';
import { TaggingTraining } from './taggingTraining.ts';

function build(vocabulary: TaggerVocabulary, { model, seed }: TaggingSettings): Tagger {
  const { words, characters, tags } = vocabulary;
  const context = {
    numWords: words.size,
    numCharacters: characters.size,
    numTags: tags.size,
    padId: words.padId,
    unkId: words.unkId,
    rng: new Rng(seed),
  };
  return new Tagger(buildTagger(model, context), vocabulary);
}

/** A tag for each word of a sentence, such as its part of speech. */
export const tagging = {
  name: 'tagging',
  defaultSettings: taggingSettings,
  monitor: { metric: 'accuracy', mode: 'max' },

  prepare: (sentences, settings) => build(TaggerVocabulary.of(sentences, settings), settings),
  training: (tagger, train, validation, settings) => new TaggingTraining(tagger, train, validation, settings),
  evaluate: evaluateTagger,
  toJSON: ({ vocabulary }) => vocabulary.toJSON(),
  fromJSON: (json, settings) => build(TaggerVocabulary.fromJSON(json), settings),
} satisfies Task<TaggedSentence, TaggingSettings, Tagger>;
