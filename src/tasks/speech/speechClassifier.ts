import {
  type LabelVocabulary,
  type LogMelOptions,
  logMel,
  melFrequencies,
  normalizeFrames,
  resample,
  type SpeechFrames,
} from '../../data/index.ts';
import type { FrameClassifier } from '../../models/index.ts';
import { tensor, tidy, ValueError } from '../../tensor/index.ts';
import { type LabelOutput, LabelPredictor } from '../labelling/index.ts';
import type { SpeechFeatures } from './settings.ts';

/** A sound. */
export interface Recording {
  /** One channel, from -1 to 1. */
  readonly samples: Float32Array;
  /** Samples a second. */
  readonly sampleRate: number;
}

/** What a classifier must know of sounds. */
export interface SpeechKind {
  /** Samples a second that its frames are made of. */
  readonly sampleRate: number;
  readonly features: SpeechFeatures;
  readonly labels: LabelVocabulary;
}

/** A model together with what it must know of sounds: recordings, as frames, in, labels out. */
export class SpeechClassifier extends LabelPredictor<SpeechFrames> {
  readonly model: FrameClassifier;
  readonly sampleRate: number;
  readonly features: SpeechFeatures;
  protected readonly batchPlaces = 4000;

  constructor(model: FrameClassifier, { sampleRate, features, labels }: SpeechKind) {
    super(labels);
    this.model = model;
    this.sampleRate = sampleRate;
    this.features = features;
  }

  /** What keeps a recording from being labelled, in words; null if nothing does. */
  refuseRecording({ samples, sampleRate }: Recording): string | null {
    const { frameMs } = this.features;
    const ms = (1000 * samples.length) / sampleRate;
    if (ms >= frameMs) return null;
    return samples.length === 0
      ? 'there is no sound in it'
      : `it lasts ${ms.toPrecision(3)} ms; at least one frame of ${frameMs} ms is needed`;
  }

  /**
   * The log-mel frames of a recording, as `label` takes them; resampled to the rate of the training where it has another.
   *
   * @throws ValueError for a recording that `refuseRecording` has something against.
   */
  framesOf(recording: Recording): SpeechFrames {
    const why = this.refuseRecording(recording);
    if (why !== null) throw new ValueError(`framesOf: the recording is too short: ${why}`);
    return logMel(resample(recording.samples, recording.sampleRate, this.sampleRate), this.#logMelOptions);
  }

  /** The middle of each band of its frames, in Hz. */
  get frequencies(): readonly number[] {
    return melFrequencies(this.#logMelOptions);
  }

  get #logMelOptions(): LogMelOptions {
    const { frameMs, hopMs, melBands, preEmphasis } = this.features;
    return { sampleRate: this.sampleRate, frameMs, hopMs, melBands, preEmphasis };
  }

  refuse({ T, M }: SpeechFrames): string | null {
    const { melBands } = this.features;
    if (M !== melBands) return `its frames have ${M} bands; this model was trained on ${melBands}`;
    return T > 0 ? null : 'there is no frame in it';
  }

  /** S: how many places attention has in it, each of `model.stride` frames. */
  lengthOf({ T }: SpeechFrames): number {
    return Math.ceil(T / this.model.stride);
  }

  forward(recordings: readonly SpeechFrames[], options?: { readonly needWeights?: boolean }): LabelOutput {
    return tidy(() => {
      const lengths = recordings.map(({ T }) => T);
      const { melBands: M, normalizeOver: over } = this.features;
      const [B, T] = [recordings.length, Math.max(...lengths)];
      const values = new Float32Array(B * T * M);
      for (const [b, recording] of recordings.entries()) {
        values.set(normalizeFrames(recording, { over }).frames, b * T * M);
      }
      return this.model.forward({ frames: tensor(values, { shape: [B, T, M] }), lengths }, options);
    });
  }
}
