import { LengthBatches, padBatch, type TaggedSentence } from '../../data/index.ts';
import { accuracy } from '../../metrics/index.ts';
import { crossEntropy, type Tensor, tensor } from '../../tensor/index.ts';
import type { BatchLoss, TrainingTask, Validation } from '../../training/index.ts';
import type { TaggingSettings } from './settings.ts';
import type { Tagger } from './tagger.ts';
import { tagIds } from './tagIds.ts';

/** The target of padding, which counts for nothing. */
const IGNORED = -100;

interface Example {
  readonly words: readonly string[];
  readonly tagIds: readonly number[];
}

type Batch = readonly Example[];

/** Learning to tag, as a trainer sees it; its validation gives the loss and the accuracy a word. */
export class TaggingTraining implements TrainingTask<Batch> {
  readonly model: Tagger['model'];
  readonly batches: LengthBatches<Example>;
  /** Absent where nothing was held out. The loss has no label smoothing. */
  readonly validate?: (signal?: AbortSignal) => Promise<Validation>;
  readonly #tagger: Tagger;
  readonly #settings: TaggingSettings;

  /** @throws DataError if there are no sentences to train on, or a tag is not among the tagger's. */
  constructor(
    tagger: Tagger,
    train: readonly TaggedSentence[],
    validation: readonly TaggedSentence[],
    settings: TaggingSettings,
  ) {
    const encode = (sentences: readonly TaggedSentence[]): Example[] =>
      sentences
        .filter(({ words }) => words.length > 0)
        .map((sentence) => ({ words: sentence.words, tagIds: tagIds(sentence, tagger.tags) }));
    this.model = tagger.model;
    this.#tagger = tagger;
    this.#settings = settings;
    this.batches = new LengthBatches(encode(train), {
      lengths: ({ words }) => [words.length],
      maxTokens: settings.batchWords,
      seed: settings.seed,
    });
    const held = encode(validation);
    if (held.length > 0) this.validate = (signal) => this.#validate(held, signal);
  }

  loss(examples: Batch): BatchLoss {
    const { logits } = this.model.forward(this.#tagger.vocabulary.batch(examples.map(({ words }) => words)));
    const { labelSmoothing } = this.#settings;
    return {
      loss: crossEntropy(logits, targets(examples), { labelSmoothing, ignoreIndex: IGNORED }),
      count: examples.reduce((sum, { words }) => sum + words.length, 0),
    };
  }

  async #validate(examples: Batch, signal?: AbortSignal): Promise<Validation> {
    const tagged = await this.#tagger.tag(
      examples.map(({ words }) => words),
      { signal },
    );
    const { tags } = this.#tagger;
    const truth = examples.flatMap(({ tagIds }) => tagIds);
    const losses = tagged
      .flatMap(({ probabilities }) => probabilities)
      .map((probability, i) => -Math.log(probability[truth[i]] + Number.MIN_VALUE));
    return {
      loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
      metrics: {
        accuracy: accuracy(
          tagged.flatMap((sentence) => sentence.tags),
          truth.map((id) => tags.labelOf(id)),
        ),
      },
    };
  }

  describe(examples: Batch): string {
    return `${examples.length} sentences, the first of them "${examples[0].words.join(' ')}"`;
  }
}

function targets(examples: Batch): Tensor {
  const { ids, shape } = padBatch(
    examples.map(({ tagIds }) => tagIds),
    IGNORED,
  );
  return tensor(ids, { shape });
}
