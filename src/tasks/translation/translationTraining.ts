import {
  type EncodedPair,
  encodePair,
  LengthBatches,
  packByLength,
  pairLengths,
  type SentencePair,
} from '../../data/index.ts';
import { corpusBleu } from '../../metrics/index.ts';
import type { SequenceToSequence } from '../../models/index.ts';
import { noGrad, tidy } from '../../tensor/index.ts';
import type { BatchLoss, TrainingTask, Validation } from '../../training/index.ts';
import { groupReferences, type ReferencedSource, spread } from './references.ts';
import type { TranslationSettings } from './settings.ts';
import { teacherForcedLoss } from './teacherForcing.ts';
import type { Translator } from './translator.ts';

/** Learning to translate, as a trainer sees it: batches by length, teacher forcing, validation by loss and BLEU. */
export class TranslationTraining implements TrainingTask<readonly EncodedPair[]> {
  readonly model: SequenceToSequence;
  readonly batches: LengthBatches<EncodedPair>;
  readonly translator: Translator;
  readonly #settings: TranslationSettings;
  readonly #held: readonly EncodedPair[];
  readonly #sources: readonly ReferencedSource[];

  /** Absent where nothing was held out. The loss has no label smoothing, so that exp(loss) is the perplexity. */
  readonly validate?: (signal?: AbortSignal) => Promise<Validation>;

  /** `validation` pairs are held out; those that the model cannot read are passed over. */
  constructor(
    translator: Translator,
    pairs: readonly EncodedPair[],
    validation: readonly SentencePair[],
    settings: TranslationSettings,
  ) {
    const { model, tokenizer } = translator;
    this.translator = translator;
    this.model = model;
    this.#settings = settings;
    this.batches = new LengthBatches(pairs, {
      lengths: pairLengths,
      maxTokens: settings.batchTokens,
      seed: settings.seed,
    });
    const readable = spread(
      groupReferences(validation).filter(({ source }) => translator.refuse(source) === null),
      settings.validationSources,
    );
    this.#sources = readable;
    if (readable.length > 0) this.validate = (signal) => this.#validate(signal);
    this.#held = readable.map(({ source, references }) =>
      encodePair({ source, target: references[0] }, tokenizer),
    );
  }

  loss(pairs: readonly EncodedPair[]): BatchLoss {
    const { padId } = this.translator.tokenizer;
    return teacherForcedLoss(this.model, pairs, { padId, labelSmoothing: this.#settings.labelSmoothing });
  }

  async #validate(signal?: AbortSignal): Promise<Validation> {
    const loss = this.#validationLoss();
    const translations = await this.translator.translate(
      this.#sources.map(({ source }) => source),
      { onProgress: () => signal?.throwIfAborted() },
    );
    const bleu = corpusBleu(
      translations.map(({ target }) => target),
      this.#sources.map(({ references }) => references),
    );
    return { loss, metrics: { bleu: bleu.score } };
  }

  describe(pairs: readonly EncodedPair[]): string {
    const { tokenizer } = this.translator;
    const [first] = pairs;
    return `${pairs.length} pairs, the first of them "${tokenizer.decode(first.source)}" → "${tokenizer.decode(first.target)}"`;
  }

  #validationLoss(): number {
    const { padId } = this.translator.tokenizer;
    let total = 0;
    let tokens = 0;
    for (const batch of packByLength(this.#held, pairLengths, this.#settings.batchTokens)) {
      const { loss, count } = noGrad(() => tidy(() => teacherForcedLoss(this.model, batch, { padId })));
      total += (loss.read()[0] as number) * count;
      tokens += count;
      loss.dispose();
    }
    return total / tokens;
  }
}
