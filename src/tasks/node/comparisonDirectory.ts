import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../tensor/index.ts';
import type { CheckpointStore } from '../../training/index.ts';
import { DirectoryCheckpointStore, writeFileAtomic } from '../../training/node/index.ts';
import type { CellName, CellStore, ComparisonCell } from '../compare/index.ts';

const FORMAT = 'heed-comparison';
const VERSION = 1;

/**
 * A comparison on disk: `plan.json` says what is compared, `cells/` has a file for each training that has come to its end, and
 * `running/` the checkpoints of one that has not. Every file is there whole or not at all.
 */
export class ComparisonDirectory implements CellStore {
  readonly path: string;
  readonly planFile: string;

  constructor(path: string) {
    this.path = path;
    this.planFile = join(path, 'plan.json');
  }

  /** Whether a comparison has begun here. */
  async exists(): Promise<boolean> {
    return stat(this.planFile).then(
      () => true,
      () => false,
    );
  }

  /** Keeps what is compared, as plain JSON. */
  async writePlan(plan: object): Promise<void> {
    const cells = join(this.path, 'cells');
    await mkdir(cells, { recursive: true }).catch((cause: Error) => {
      throw new DataError(`cannot make the directory ${cells}: ${cause.message}`, { cause });
    });
    await this.writeJSON('plan.json', { format: FORMAT, version: VERSION, plan });
  }

  /** @throws DataError if this is no comparison, or of a later version. */
  async readPlan(): Promise<unknown> {
    const file = this.planFile;
    const { format, version, plan } = Object(await readJSON(file)) as Record<string, unknown>;
    if (format === FORMAT && version === VERSION) return plan;
    throw new DataError(
      `${file} is of ${JSON.stringify(format)}, version ${version}; expected "${FORMAT}", version ${VERSION}`,
    );
  }

  async load(name: CellName): Promise<ComparisonCell | null> {
    const file = this.#cellFile(name);
    const isThere = await stat(file).then(
      () => true,
      () => false,
    );
    return isThere ? checkCell(await readJSON(file), file) : null;
  }

  /** All that have come to their end. */
  async cells(): Promise<ComparisonCell[]> {
    const files = (await readdir(join(this.path, 'cells'))).filter((file) => /^[^.].*\.json$/.test(file));
    const paths = files.sort().map((file) => join(this.path, 'cells', file));
    return Promise.all(paths.map(async (path) => checkCell(await readJSON(path), path)));
  }

  async save(cell: ComparisonCell): Promise<void> {
    await writeFileAtomic(this.#cellFile(cell), `${JSON.stringify(cell, null, 2)}\n`);
    await rm(this.#running(cell), { recursive: true, force: true });
  }

  async checkpoints(name: CellName): Promise<CheckpointStore> {
    return new DirectoryCheckpointStore(this.#running(name));
  }

  async writeJSON(file: string, content: unknown): Promise<void> {
    await this.write(file, `${JSON.stringify(content, null, 2)}\n`);
  }

  async write(file: string, text: string): Promise<void> {
    await writeFileAtomic(join(this.path, file), text);
  }

  #running(name: CellName): string {
    return join(this.path, 'running', stem(name));
  }

  #cellFile(name: CellName): string {
    return join(this.path, 'cells', `${stem(name)}.json`);
  }
}

const stem = ({ mechanism, seed }: CellName): string => `${encodeURIComponent(mechanism)}-seed${seed}`;

async function readJSON(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new DataError(`cannot read ${path}: ${cause.message}`, { cause });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DataError(`${path} is damaged: it is not JSON (${(cause as Error).message})`, { cause });
  }
}

const NUMBERS = ['seed', 'accuracy', 'examplesPerSecond', 'peakBytes', 'parameters', 'multiplyAdds'] as const;

/** @throws DataError if what was read is no cell. */
function checkCell(json: unknown, file: string): ComparisonCell {
  const cell = Object(json) as ComparisonCell;
  if (typeof cell.mechanism === 'string' && NUMBERS.every((name) => Number.isFinite(cell[name]))) return cell;
  throw new DataError(`${file} is not of a training of a comparison. Delete it, and it is trained again`);
}
