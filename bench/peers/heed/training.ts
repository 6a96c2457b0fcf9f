import { Transformer } from '../../../src/models/index.ts';
import { Adam } from '../../../src/optim/index.ts';
import { float32View } from '../../../src/runtime/index.ts';
import { teacherForcedLoss } from '../../../src/tasks/translation/index.ts';
import { Rng } from '../../../src/tensor/index.ts';
import type { TrainingTask } from '../../../src/training/trainingTask.ts';
import { trainStep } from '../../../src/training/trainStep.ts';
import { fillUniform, seeds, tokens } from '../inputs.ts';
import type { Prepared } from '../peer.ts';
import type { TrainingWork } from '../work.ts';

const PAD = 0;
/** Steps whose losses are compared. */
const STEPS = 4;

export function training({ B, L, dropout, model: sizes }: TrainingWork): Prepared {
  const { vocabSize, numLayers, ...layer } = sizes;
  const model = new Transformer({
    ...layer,
    vocabSize,
    dropout,
    numEncoderLayers: numLayers,
    numDecoderLayers: numLayers,
    padId: PAD,
    rng: new Rng(0),
  });
  setParameters(model);
  const sources = sequences(B, L, vocabSize, seeds.source);
  // One more: what is read are all but the last, what is predicted all but the first.
  const targets = sequences(B, L + 1, vocabSize, seeds.target);
  const pairs = sources.map((source, i) => ({ source, target: targets[i] }));
  const optimizer = new Adam(model.parameters(), { lr: 1e-3, betas: [0.9, 0.98], eps: 1e-9 });
  const task: TrainingTask<typeof pairs> = {
    model,
    batches: { next: () => pairs, state: null, restore: () => {} },
    loss: (batch) => teacherForcedLoss(model, batch, { padId: PAD, labelSmoothing: 0.1 }),
  };
  let update = 0;
  const step = () => trainStep(task, optimizer, { update: ++update, clipNorm: 1 });
  return {
    run: step,
    results: async () => [Float32Array.from({ length: STEPS }, () => step().loss)],
    dispose() {
      optimizer.dispose();
      model.dispose();
    },
  };
}

/** Sequence b is b mod 4 tokens shorter than L, so that there is some padding. */
function sequences(B: number, L: number, vocabSize: number, seed: number): number[][] {
  const ids = tokens(B * L, vocabSize, seed);
  return Array.from({ length: B }, (_, b) => [...ids.subarray(b * L, (b + 1) * L - (b % 4))]);
}

/** Every parameter from the formula, numbered in the order of their names; the scales of norms around 1. */
function setParameters(model: Transformer): void {
  const parameters = [...model.namedParameters()].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [i, [name, { pointer, size, shape }]] of parameters.entries()) {
    const values = fillUniform(new Float32Array(size), seeds.parameters + i);
    const center = name.includes('norm') && name.endsWith('weight') ? 1 : 0;
    for (let j = 0; j < size; j++) values[j] = center + values[j] / 16;
    if (name === 'embedding.weight') values.fill(0, PAD * shape[1], (PAD + 1) * shape[1]);
    float32View(pointer, size).set(values);
  }
}
