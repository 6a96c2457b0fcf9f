import type { TokenTask } from '../../data/index.ts';
import { ValueError } from '../../tensor/index.ts';
import { DivergenceError, type TrainingProgress } from '../../training/index.ts';
import type { CellName, ComparisonCell, MechanismMeasure } from './cell.ts';
import { type CellStore, MemoryCellStore } from './cellStore.ts';
import { measureMechanism } from './measureMechanism.ts';
import type { ComparedMechanism } from './mechanisms.ts';
import { type ComparisonSettings, checkComparisonSettings, comparisonSettings } from './settings.ts';
import { type ComparisonRow, summarize } from './summarize.ts';
import { trainCell } from './trainCell.ts';

export interface CompareOptions {
  readonly task: TokenTask;
  /** By name: `pickMechanisms(['exact', 'local'])`, or ones of your own. */
  readonly mechanisms: Readonly<Record<string, ComparedMechanism>>;
  readonly seeds: readonly number[];
  /** What is left out is as by default. */
  readonly settings?: Partial<ComparisonSettings>;
  /** What is there already is not trained again. */
  readonly store?: CellStore;
  /** Called before the first training, when every mechanism has been found to take the task's sequences. */
  readonly onReady?: () => void | Promise<void>;
  readonly onProgress?: (progress: ComparisonProgress) => void;
  /** Ends the training at hand after its update; what was trained is kept. */
  readonly signal?: AbortSignal;
}

/** What a comparison tells while it runs; `number` is that of the training, from 1 to `total`. */
export type ComparisonProgress = { readonly number: number; readonly total: number } & CellName & Told;

type Told =
  | { readonly kind: 'training'; readonly progress: TrainingProgress }
  | { readonly kind: 'test'; readonly done: number; readonly examples: number }
  | { readonly kind: 'cell'; readonly cell: ComparisonCell; readonly wasThere: boolean }
  | { readonly kind: 'diverged'; readonly error: DivergenceError };

export interface Comparison {
  /** Those that have come to their end: of seed after seed, all mechanisms. */
  readonly cells: readonly ComparisonCell[];
  /** A row for each mechanism, with means over seeds. */
  readonly rows: readonly ComparisonRow[];
  /** Those whose loss or parameters became infinite or no number; they are not kept, and the others are trained all the same. */
  readonly diverged: readonly CellName[];
  /** False if the signal came before the end. */
  readonly finished: boolean;
}

/**
 * Trains one encoder with each of some mechanisms, with the same sizes, batches and updates, from each of some seeds, and says what
 * they score, how fast they train and what they take: the comparison of Long Range Arena (Tay et al., 2021).
 *
 * @throws ValueError before any training if a setting or a seed is out of its range, or a mechanism cannot take the task's sequences.
 */
export async function compare({
  task,
  mechanisms,
  seeds,
  settings: given,
  store = new MemoryCellStore(),
  onReady,
  onProgress,
  signal,
}: CompareOptions): Promise<Comparison> {
  const settings = { ...comparisonSettings, ...given };
  checkComparisonSettings(settings);
  requireSeeds(seeds);
  const names = seeds.flatMap((seed) => Object.keys(mechanisms).map((mechanism) => ({ mechanism, seed })));
  const present = await Promise.all(names.map((name) => store.load(name)));
  const missing = new Set(names.filter((_, i) => present[i] === null).map(({ mechanism }) => mechanism));
  const measures = new Map<string, MechanismMeasure>();
  for (const name of missing) measures.set(name, measureMechanism(name, mechanisms[name], task, settings));
  await onReady?.();

  const cells: ComparisonCell[] = [];
  const diverged: CellName[] = [];
  const outcome = (finished: boolean): Comparison => ({ cells, rows: summarize(cells), diverged, finished });
  for (const [i, name] of names.entries()) {
    const place = { number: i + 1, total: names.length, ...name };
    const tell = (what: Told) => onProgress?.({ ...place, ...what });
    let cell = present[i];
    if (cell === null) {
      const trained = await trainCell({
        task,
        mechanism: mechanisms[name.mechanism],
        settings,
        seed: name.seed,
        store: await store.checkpoints(name),
        onProgress: (progress) => tell({ kind: 'training', progress }),
        onTest: (done, examples) => tell({ kind: 'test', done, examples }),
        signal,
      }).catch(divergence);
      if (trained === null) return outcome(false);
      if (trained instanceof DivergenceError) {
        diverged.push(name);
        tell({ kind: 'diverged', error: trained });
        continue;
      }
      cell = { mechanism: name.mechanism, ...trained, ...measures.get(name.mechanism)! };
      await store.save(cell);
    }
    cells.push(cell);
    tell({ kind: 'cell', cell, wasThere: present[i] !== null });
  }
  return outcome(true);
}

function requireSeeds(seeds: readonly number[]): void {
  if (seeds.every(Number.isSafeInteger) && new Set(seeds).size === seeds.length) return;
  throw new ValueError(`compare: seeds must be whole numbers, each another; got [${seeds.join(', ')}]`);
}

/** What a mechanism came to, and no mistake. */
function divergence(error: unknown): DivergenceError {
  if (error instanceof DivergenceError) return error;
  throw error;
}
