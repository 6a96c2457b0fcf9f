import type { Module } from '../nn/index.ts';
import type { Optimizer } from '../optim/index.ts';
import { DataError, type RngState, type Tensor, tensor, tidy } from '../tensor/index.ts';
import type { Checkpoint, CheckpointTensor } from './checkpointStore.ts';
import type { HistoryState } from './history.ts';
import { restoreRngs, rngStates } from './moduleRngs.ts';
import type { TrainingTask } from './trainingTask.ts';
import type { WeightAverage } from './weightAverage.ts';

/** How far a training has come; plain JSON. */
export interface TrainingPosition {
  readonly update: number;
  /** Target tokens trained on. */
  readonly tokens: number;
  readonly seconds: number;
  readonly history: HistoryState;
}

/** What a checkpoint holds besides tensors. */
interface TrainingState extends TrainingPosition {
  readonly rngs: readonly RngState[];
  readonly batches: unknown;
}

/** What changes in training beside the model. */
export interface TrainingParts {
  readonly optimizer: Optimizer;
  readonly average?: WeightAverage;
}

/** The tensors are those of all state dicts, as `model.encoder.weight`, `optimizer.first_moment` and `average.encoder.weight`. */
export function takeCheckpoint<Batch>(
  { model, batches }: TrainingTask<Batch>,
  { optimizer, average }: TrainingParts,
  position: TrainingPosition,
): Checkpoint {
  const state: TrainingState = { ...position, rngs: rngStates(model), batches: batches.state };
  const averages = average === undefined ? [] : copies('average.', average);
  return {
    tensors: new Map([...copies('model.', model), ...copies('optimizer.', optimizer), ...averages]),
    state,
  };
}

/** @throws DataError if the checkpoint is of no training, or does not fit the model, the optimizer or the data. */
export function restoreCheckpoint<Batch>(
  { model, batches }: TrainingTask<Batch>,
  { optimizer, average }: TrainingParts,
  checkpoint: Checkpoint,
): TrainingPosition {
  const { rngs, batches: place, ...position } = stateOf(checkpoint);
  load('model.', model, checkpoint);
  load('optimizer.', optimizer, checkpoint);
  if (average !== undefined) load('average.', average, checkpoint);
  restoreRngs(model, rngs);
  batches.restore(place);
  return position;
}

/**
 * Gives a model the parameters of a checkpoint: their averages, where the training kept some.
 *
 * @throws DataError naming every tensor that is missing, unexpected or misshapen; the model is then as before.
 */
export function loadModel(model: Module, { tensors, state }: Checkpoint): void {
  const best = new Map([...tensors].filter(([name]) => !name.startsWith('average.')));
  for (const [name, average] of tensors)
    if (name.startsWith('average.')) best.set(name.replace('average.', 'model.'), average);
  load('model.', model, { tensors: best, state });
}

const FIELDS: readonly (keyof TrainingState)[] = [
  'update',
  'tokens',
  'seconds',
  'history',
  'rngs',
  'batches',
];

function stateOf({ state }: Checkpoint): TrainingState {
  const missing = FIELDS.filter((field) => !Object.hasOwn(Object(state), field));
  if (missing.length === 0) return state as TrainingState;
  throw new DataError(
    `Trainer.resume: the checkpoint must hold the state of a training; it lacks ${missing.join(', ')}`,
  );
}

function* copies(
  prefix: string,
  owner: { stateDict(): Map<string, Tensor> },
): Generator<[string, CheckpointTensor]> {
  for (const [name, held] of owner.stateDict()) {
    yield [prefix + name, { shape: held.shape, data: held.read() as CheckpointTensor['data'] }];
  }
}

function load(
  prefix: string,
  owner: { loadStateDict(tensors: ReadonlyMap<string, Tensor>): unknown },
  { tensors }: Checkpoint,
): void {
  tidy(() => {
    const own = [...tensors].filter(([name]) => name.startsWith(prefix));
    owner.loadStateDict(
      new Map(own.map(([name, { shape, data }]) => [name.slice(prefix.length), tensor(data, { shape })])),
    );
  });
}
