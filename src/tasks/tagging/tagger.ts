import { type LabelVocabulary, packByLength } from '../../data/index.ts';
import type { SequenceTagger } from '../../models/index.ts';
import { noGrad, softmax, type Tensor, tidy, ValueError } from '../../tensor/index.ts';
import { EventLoopTurns } from '../../training/index.ts';
import type { TokenAttention } from '../../viz/index.ts';
import type { Predictor } from '../task.ts';
import type { WordVocabulary } from '../words/wordVocabulary.ts';

/** A sentence with its tags, and how they were found. */
export interface Tagging {
  readonly words: readonly string[];
  /** The likeliest tag of each word. */
  readonly tags: readonly string[];
  /** For each word, p(tag | sentence) of each of the tagger's tags, in their order. */
  readonly probabilities: readonly Float32Array[];
  /** One map for each head: how much each word (target) looked at each other (source); null unless asked for. */
  readonly attention: readonly TokenAttention[] | null;
}

export interface TagOptions {
  readonly needAttention?: boolean;
  /** Words that are worked on side by side, padding included. */
  readonly batchWords?: number;
  /** Called after each batch with the number of sentences done. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A model together with the words and tags it was trained with: words in, tags out. */
export class Tagger implements Predictor {
  readonly model: SequenceTagger;
  readonly vocabulary: WordVocabulary;
  readonly tags: LabelVocabulary;

  constructor(model: SequenceTagger, vocabulary: WordVocabulary, tags: LabelVocabulary) {
    this.model = model;
    this.vocabulary = vocabulary;
    this.tags = tags;
  }

  /**
   * Tags sentences, those of like length side by side; one without words has no tags and no maps. `treebankWords` splits
   * English text into words.
   *
   * @throws ValueError if a word is empty.
   */
  async tag(
    sentences: readonly (readonly string[])[],
    { needAttention = false, batchWords = 2000, onProgress, signal }: TagOptions = {},
  ): Promise<Tagging[]> {
    const empty = sentences.findIndex((words) => words.includes(''));
    if (empty >= 0)
      throw new ValueError(`tag: every word must have a character; sentence ${empty + 1} has none in one`);
    const results = sentences.map(
      (words): Tagging => ({ words, tags: [], probabilities: [], attention: null }),
    );
    const work = [...sentences.keys()].filter((i) => sentences[i].length > 0);
    const turns = new EventLoopTurns();
    let done = sentences.length - work.length;
    for (const batch of packByLength(work, (i) => [sentences[i].length], batchWords)) {
      await turns.giveIfDue();
      signal?.throwIfAborted();
      const tagged = this.#tagBatch(
        batch.map((i) => sentences[i]),
        needAttention,
      );
      for (const [place, i] of batch.entries()) results[i] = tagged[place];
      done += batch.length;
      onProgress?.(done, sentences.length);
    }
    return results;
  }

  #tagBatch(sentences: readonly (readonly string[])[], needWeights: boolean): Tagging[] {
    return noGrad(() =>
      tidy(() => {
        const { logits, weights } = this.model.forward(this.vocabulary.batch(sentences), { needWeights });
        const rowOf = rows(softmax(logits));
        const mapOf = weights && rows(weights);
        return sentences.map((words, b) => {
          const probabilities = words.map((_, l) => rowOf(b, l));
          return {
            words,
            tags: probabilities.map((row) => this.tags.labelOf(row.indexOf(Math.max(...row)))),
            probabilities,
            attention: mapOf && headMaps(words, weights.shape[1], (head, l) => mapOf(b, head, l)),
          };
        });
      }),
    );
  }
}

/** The rows of a tensor's last axis, by their place in the axes before it. */
function rows(x: Tensor): (...place: number[]) => Float32Array {
  const values = x.read() as Float32Array;
  const { shape } = x;
  const length = shape[shape.length - 1];
  return (...place) => {
    const row = place.reduce((index, at, axis) => index * shape[axis] + at, 0);
    return values.slice(row * length, (row + 1) * length);
  };
}

function headMaps(
  words: readonly string[],
  heads: number,
  row: (head: number, l: number) => Float32Array,
): TokenAttention[] {
  return Array.from({ length: heads }, (_, head) => ({
    source: words,
    target: words,
    weights: words.map((_, l) => row(head, l).slice(0, words.length)),
  }));
}
