import { AugmentedBatches, LengthBatches } from '../../data/index.ts';
import { accuracy } from '../../metrics/index.ts';
import type { Module } from '../../nn/index.ts';
import { crossEntropy, type Rng, tensor } from '../../tensor/index.ts';
import type { BatchLoss, ResumableSource, TrainingTask, Validation } from '../../training/index.ts';
import type { Labelled } from './labelled.ts';
import type { LabelPredictor } from './labelPredictor.ts';

export interface LabelTrainingSettings<Input> {
  /** The most places in a batch, padding included. */
  readonly batchPlaces: number;
  /** Inputs sorted by length together; 4000 by default. */
  readonly poolSize?: number;
  /** Changes an input at random each time it is trained on. */
  readonly augment?: (input: Input, rng: Rng) => Input;
  readonly labelSmoothing: number;
  readonly seed: number;
}

/** Learning to label, as a trainer sees it; its validation gives the loss and the accuracy. */
export class LabelTraining<Input> implements TrainingTask<readonly Labelled<Input>[]> {
  readonly model: Module;
  readonly batches: ResumableSource<readonly Labelled<Input>[]>;
  /** Absent where nothing was held out. The loss has no label smoothing. */
  readonly validate?: (signal?: AbortSignal) => Promise<Validation>;
  readonly #predictor: LabelPredictor<Input>;
  readonly #labelSmoothing: number;

  /** @throws DataError if there are no examples to train on, or a label is not among the predictor's. */
  constructor(
    predictor: LabelPredictor<Input>,
    train: readonly Labelled<Input>[],
    validation: readonly Labelled<Input>[],
    { batchPlaces, poolSize, augment, labelSmoothing, seed }: LabelTrainingSettings<Input>,
  ) {
    for (const { label, ...place } of [...train, ...validation]) predictor.labels.idOf(label, place);
    this.model = predictor.model;
    this.#predictor = predictor;
    this.#labelSmoothing = labelSmoothing;
    const batches = new LengthBatches(train, {
      lengths: ({ input }) => [predictor.lengthOf(input)],
      maxTokens: batchPlaces,
      seed,
      ...(poolSize === undefined ? {} : { poolSize }),
    });
    // Another seed than that of the order, so that the two do not go together.
    const augmented =
      augment &&
      new AugmentedBatches(
        batches,
        (example, rng) => ({ ...example, input: augment(example.input, rng) }),
        seed + 1,
      );
    this.batches = (augmented ?? batches) as ResumableSource<readonly Labelled<Input>[]>;
    if (validation.length > 0) this.validate = (signal) => this.#validate(validation, signal);
  }

  loss(examples: readonly Labelled<Input>[]): BatchLoss {
    const { logits } = this.#predictor.forward(examples.map(({ input }) => input));
    const ids = examples.map(({ label }) => this.#predictor.labels.idOf(label));
    return {
      loss: crossEntropy(logits, tensor(Int32Array.from(ids)), { labelSmoothing: this.#labelSmoothing }),
      count: examples.length,
    };
  }

  async #validate(examples: readonly Labelled<Input>[], signal?: AbortSignal): Promise<Validation> {
    const labelled = await this.#predictor.label(
      examples.map(({ input }) => input),
      { signal },
    );
    const truth = examples.map(({ label }) => label);
    const losses = labelled.map(
      ({ probabilities }, i) =>
        -Math.log(probabilities[this.#predictor.labels.idOf(truth[i])] + Number.MIN_VALUE),
    );
    return {
      loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
      metrics: {
        accuracy: accuracy(
          labelled.map(({ label }) => label),
          truth,
        ),
      },
    };
  }

  describe(examples: readonly Labelled<Input>[]): string {
    return `${examples.length} examples, labelled ${examples.map(({ label }) => label).join(' ')}`;
  }
}
