import { ValueError } from '../../tensor/index.ts';

/** What all mechanisms of a comparison have in common: the encoder, and how it is trained. Plain JSON. */
export interface ComparisonSettings {
  readonly embedDim: number;
  readonly numHeads: number;
  readonly feedForwardDim: number;
  readonly numLayers: number;
  readonly dropout: number;
  readonly updates: number;
  /** Sequences of the greatest length in a batch; of shorter ones, more. */
  readonly batchSize: number;
  /** At its peak; it falls evenly to 0 at the end. */
  readonly learningRate: number;
  /** Updates until the learning rate is at its peak; at most all of them. */
  readonly warmup: number;
  readonly weightDecay: number;
  /** The most that the norm of all gradients may be. */
  readonly clipNorm: number;
}

export const comparisonSettings: ComparisonSettings = {
  embedDim: 64,
  numHeads: 2,
  feedForwardDim: 128,
  numLayers: 2,
  dropout: 0,
  updates: 2000,
  batchSize: 16,
  learningRate: 2e-3,
  warmup: 100,
  weightDecay: 0.01,
  clipNorm: 1,
};

interface Rule {
  readonly what: string;
  accepts(value: number): boolean;
}

const wholeFrom = (least: number): Rule => ({
  what: `a whole number of at least ${least}`,
  accepts: (value) => Number.isInteger(value) && value >= least,
});

const rules: Readonly<Record<keyof ComparisonSettings, Rule>> = {
  embedDim: wholeFrom(1),
  numHeads: wholeFrom(1),
  feedForwardDim: wholeFrom(1),
  numLayers: wholeFrom(1),
  dropout: { what: 'a number of at least 0 and below 1', accepts: (value) => value >= 0 && value < 1 },
  updates: wholeFrom(1),
  batchSize: wholeFrom(1),
  learningRate: { what: 'a finite number above 0', accepts: (value) => value > 0 && Number.isFinite(value) },
  warmup: wholeFrom(0),
  weightDecay: {
    what: 'a finite number of at least 0',
    accepts: (value) => value >= 0 && Number.isFinite(value),
  },
  clipNorm: { what: 'a number above 0', accepts: (value) => value > 0 },
};

/** @throws ValueError for the first setting that no encoder, or no training, can have. */
export function checkComparisonSettings(settings: ComparisonSettings): void {
  for (const [name, { what, accepts }] of Object.entries(rules)) {
    const value: unknown = settings[name as keyof ComparisonSettings];
    if (typeof value === 'number' && accepts(value)) continue;
    throw new ValueError(`compare: ${name} must be ${what}; got ${written(value)}`);
  }
  const { embedDim, numHeads } = settings;
  if (embedDim % numHeads === 0) return;
  throw new ValueError(`compare: embedDim must be a multiple of numHeads; got ${embedDim} and ${numHeads}`);
}

/** Text with quotes; numbers as they are, NaN and Infinity, too. */
const written = (value: unknown): string =>
  typeof value === 'number' ? String(value) : JSON.stringify(value);
