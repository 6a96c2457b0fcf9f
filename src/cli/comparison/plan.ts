import type { Column } from '../../data/index.ts';
import { describeHost, type HostInfo } from '../../runtime/index.ts';
import {
  type ComparisonSettings,
  checkComparisonSettings,
  comparisonSettings,
  pickMechanisms,
} from '../../tasks/index.ts';
import { DataError } from '../../tensor/index.ts';
import { type ReachTaskName, reachTasks } from './reachTasks.ts';

/** What is compared, and on what; plain JSON. */
export interface ComparisonPlan {
  readonly task: ReachTaskName;
  /** Null where all is generated. */
  readonly data: string | null;
  readonly text: Column;
  readonly label: Column;
  /** The most tokens of a sequence. */
  readonly length: number;
  /** Examples to learn from; null: as many as the updates take, or as there are. */
  readonly train: number | null;
  readonly test: number;
  readonly settings: ComparisonSettings;
  /** Speeds from another build, or of other threads, would not stand beside one another. */
  readonly build: HostInfo['build'];
  readonly threads: number;
  readonly mechanisms: readonly string[];
  /** How many, from 0 on. */
  readonly seeds: number;
}

/** Options as given, without defaults. */
export interface PlanOptions {
  readonly task?: ReachTaskName;
  readonly data?: string;
  readonly text?: Column;
  readonly label?: Column;
  readonly length?: number;
  readonly train?: number;
  readonly test?: number;
  readonly mechanisms?: readonly string[];
  readonly seeds?: number;
  readonly updates?: number;
  readonly batch?: number;
  readonly lr?: number;
  readonly warmup?: number;
  readonly set: Readonly<Record<string, unknown>>;
}

export const planDefaults = {
  test: 1000,
  mechanisms: ['exact', 'local', 'longformer'],
  seeds: 3,
} as const;

/** A plan for a new comparison. @throws DataError, ValueError for what is not known, or does not go together. */
export function newPlan(task: ReachTaskName, options: PlanOptions): ComparisonPlan {
  const { build, threads } = describeHost();
  const plan = withOptions(
    {
      task,
      data: null,
      text: 1,
      label: 2,
      length: reachTasks[task].length,
      train: null,
      settings: comparisonSettings,
      build,
      threads,
      ...planDefaults,
    },
    options,
  );
  reachTasks[task].checkData(plan.data);
  return plan;
}

/**
 * What was begun, with the mechanisms and seeds that are asked for now, if any are.
 *
 * @throws DataError if it differs in anything else: its figures would not stand beside those that are there.
 */
export function continuedPlan(begun: ComparisonPlan, options: PlanOptions, path: string): ComparisonPlan {
  const { build, threads } = describeHost();
  const plan = { ...withOptions(begun, options), build, threads };
  const [before, now] = [flat(begun), flat(plan)];
  const changed = Object.keys(now).find((name) => JSON.stringify(now[name]) !== JSON.stringify(before[name]));
  if (changed === undefined) return plan;
  throw new DataError(
    `${path} holds a comparison with ${changed} ${JSON.stringify(before[changed])}; this would be one with ` +
      `${JSON.stringify(now[changed])}. Leave it as it was, or choose another directory by --out.`,
  );
}

/** All that must not change, by name. */
function flat({ mechanisms, seeds, settings, ...rest }: ComparisonPlan): Record<string, unknown> {
  return { ...rest, ...settings };
}

function withOptions(base: ComparisonPlan, options: PlanOptions): ComparisonPlan {
  const { set, updates, batch: batchSize, lr: learningRate, warmup, ...own } = options;
  for (const name of Object.keys(set)) checkName(name);
  pickMechanisms(own.mechanisms ?? []);
  const settings = { ...base.settings, ...set, ...given({ updates, batchSize, learningRate, warmup }) };
  checkComparisonSettings(settings);
  return { ...base, ...given(own), settings };
}

const given = <T extends object>(options: T): Partial<T> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;

export const encoderSettings = [
  'embedDim',
  'numHeads',
  'feedForwardDim',
  'numLayers',
  'dropout',
  'weightDecay',
  'clipNorm',
] as const satisfies readonly (keyof ComparisonSettings)[];

function checkName(name: string): void {
  if ((encoderSettings as readonly string[]).includes(name)) return;
  throw new DataError(`compare: the encoder has no option "${name}"; it has ${encoderSettings.join(', ')}`);
}
