import { type LabelVocabulary, splitWords } from '../../data/index.ts';
import type { TextClassifier } from '../../models/index.ts';
import { type LabelOutput, LabelPredictor } from '../labelling/index.ts';
import type { WordVocabulary } from '../words/wordVocabulary.ts';

/** A sentence as it was written, and its words. */
export interface Sentence {
  readonly text: string;
  readonly words: readonly string[];
}

export function sentenceOf(text: string): Sentence {
  return { text, words: splitWords(text) };
}

/** A model together with the words and labels it was trained with: sentences in, labels out. */
export class SentenceClassifier extends LabelPredictor<Sentence> {
  readonly model: TextClassifier;
  readonly vocabulary: WordVocabulary;
  protected readonly batchPlaces = 4000;

  constructor(model: TextClassifier, vocabulary: WordVocabulary, labels: LabelVocabulary) {
    super(labels);
    this.model = model;
    this.vocabulary = vocabulary;
  }

  refuse({ words }: Sentence): string | null {
    return words.length > 0 ? null : 'there is no word in it';
  }

  lengthOf({ words }: Sentence): number {
    return words.length;
  }

  forward(sentences: readonly Sentence[], options?: { readonly needWeights?: boolean }): LabelOutput {
    return this.model.forward(this.vocabulary.batch(sentences.map(({ words }) => words)), options);
  }
}
