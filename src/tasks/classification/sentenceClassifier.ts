import { type LabelVocabulary, splitWords } from '../../data/index.ts';
import type { TextClassifier } from '../../models/index.ts';
import { add, mul, tensor } from '../../tensor/index.ts';
import { type LabelOutput, LabelPredictor } from '../labelling/index.ts';
import type { WordVocabulary } from '../words/wordVocabulary.ts';
import type { NaiveBayes } from './naiveBayes.ts';

/** A sentence as it was written, and its words. */
export interface Sentence {
  readonly text: string;
  readonly words: readonly string[];
}

export function sentenceOf(text: string): Sentence {
  return { text, words: splitWords(text) };
}

export interface SentenceClassifierParts {
  readonly model: TextClassifier;
  readonly vocabulary: WordVocabulary;
  readonly labels: LabelVocabulary;
  /** What was counted in the training texts; null for a network alone. */
  readonly counts?: NaiveBayes | null;
  /** a: how much of the answer is that of the counts, from 0 to 1. */
  readonly countsShare?: number;
}

/**
 * A model together with the words and labels it was trained with: sentences in, labels out. In use, what was counted has a say
 * beside the network (a logarithmic opinion pool; Genest and Zidek, 1986):
 *
 *     log p(v | text) = (1 - a) log p(v | text, network) + a log p(v | text, counts) + constant
 *
 * The network is trained alone: counts fit the texts that they were taken from too well to leave it anything to learn.
 */
export class SentenceClassifier extends LabelPredictor<Sentence> {
  readonly model: TextClassifier;
  readonly vocabulary: WordVocabulary;
  readonly counts: NaiveBayes | null;
  readonly countsShare: number;
  protected readonly batchPlaces = 4000;

  constructor({ model, vocabulary, labels, counts = null, countsShare = 0 }: SentenceClassifierParts) {
    super(labels);
    this.model = model;
    this.vocabulary = vocabulary;
    this.counts = counts;
    this.countsShare = countsShare;
  }

  refuse({ words }: Sentence): string | null {
    return words.length > 0 ? null : 'there is no word in it';
  }

  lengthOf({ words }: Sentence): number {
    return words.length;
  }

  forward(sentences: readonly Sentence[], options?: { readonly needWeights?: boolean }): LabelOutput {
    const output = this.model.forward(this.vocabulary.batch(sentences.map(({ words }) => words)), options);
    const { counts, countsShare: share } = this;
    if (counts === null || this.model.training) return output;
    const counted = tensor(sentences.map(({ words }) => counts.logits(words)));
    return { ...output, logits: add(mul(output.logits, 1 - share), mul(counted, share)) };
  }
}
