import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../tensor/index.ts';
import { loadModel } from '../../training/index.ts';
import { DirectoryCheckpointStore, writeFileAtomic } from '../../training/node/index.ts';
import type { Predictor, Task } from '../task.ts';
import type { TrainingSettings } from '../trainingSettings.ts';

const FORMAT = /^heed-([a-z]+)$/;
const VERSION = 1;

/** `config.json` of a model directory. */
export interface DirectoryConfig {
  /** The name of the task that the model was trained for. */
  readonly task: string;
  readonly model: Readonly<Record<string, unknown>>;
  /** How it was trained, as plain JSON. */
  readonly training: Readonly<Record<string, unknown>>;
}

// biome-ignore lint/suspicious/noExplicitAny: what is read from disk is settings of whatever task it is of
type AnyTask<P extends Predictor> = Task<any, any, P>;

/**
 * A trained model on disk: `config.json`, what else makes its predictor (`tokenizer.json` of a translator, `vocabulary.json`
 * otherwise), and checkpoints `best.safetensors` and `last.safetensors`.
 */
export class ModelDirectory {
  readonly path: string;
  readonly store: DirectoryCheckpointStore;

  constructor(path: string) {
    this.path = path;
    this.store = new DirectoryCheckpointStore(path);
  }

  /** Whether a training has begun here. */
  async exists(): Promise<boolean> {
    return stat(join(this.path, 'config.json')).then(
      () => true,
      () => false,
    );
  }

  /** Keeps all of a predictor but its parameters. `training` says how it is trained, `settings` first of all. */
  async write<Example, Settings extends TrainingSettings, P extends Predictor>(
    task: Task<Example, Settings, P>,
    predictor: P,
    training: { readonly settings: Settings } & Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await mkdir(this.path, { recursive: true }).catch((cause: Error) => {
      throw new DataError(`cannot make the directory ${this.path}: ${cause.message}`, { cause });
    });
    await writeFileAtomic(join(this.path, vocabularyFile(task)), JSON.stringify(task.toJSON(predictor)));
    // Last, since a directory counts as a model once it has this file.
    const { model } = training.settings;
    const contents = { format: `heed-${task.name}`, version: VERSION, model, training };
    await writeFileAtomic(join(this.path, 'config.json'), `${JSON.stringify(contents, null, 2)}\n`);
  }

  /** @throws DataError if this is no model directory, or of a later version. */
  async readConfig(): Promise<DirectoryConfig> {
    const config = (await this.#readJSON('config.json')) as Partial<DirectoryConfig> & {
      format?: string;
      version?: number;
    };
    const task = FORMAT.exec(String(config?.format))?.[1];
    if (task === undefined || typeof config.model !== 'object' || config.model === null) {
      throw new DataError(
        `${join(this.path, 'config.json')} is not of a heed model (format "heed-<task>"; got ${JSON.stringify(config?.format)})`,
      );
    }
    if (config.version !== VERSION) {
      throw new DataError(
        `${this.path} was written by another version of heed: format version ${config.version}; this one reads ${VERSION}`,
      );
    }
    return { task, model: config.model, training: config.training ?? {} };
  }

  /** How the model here was trained; what is not said there is as by default. */
  async readSettings<Settings extends TrainingSettings>(
    task: Task<never, Settings, Predictor>,
  ): Promise<Settings> {
    const config = await this.readConfig();
    if (config.task !== task.name) {
      throw new DataError(`${this.path} holds a model for ${config.task}; this needs one for ${task.name}`);
    }
    return { ...task.defaultSettings, ...(config.training.settings as Settings), model: config.model };
  }

  /** The options that the training data were read with; `path` says that the data lie elsewhere now. */
  async readData(path?: string): Promise<Readonly<Record<string, unknown>>> {
    const { training } = await this.readConfig();
    return { ...(training.data as object | undefined), ...(path !== undefined && { data: path }) };
  }

  /** The predictor as it was before training. */
  async readUntrained<P extends Predictor>(task: AnyTask<P>): Promise<P> {
    const settings = await this.readSettings(task);
    return task.fromJSON(await this.#readJSON(vocabularyFile(task)), settings);
  }

  /** The best model so far, or the last one where none was validated. @throws DataError where anything is missing or damaged. */
  async load<P extends Predictor>(task: AnyTask<P>): Promise<P> {
    const predictor = await this.readUntrained(task);
    const name = (await this.store.has('best')) ? 'best' : 'last';
    loadModel(predictor.model, await this.store.load(name));
    predictor.model.eval();
    return predictor;
  }

  async #readJSON(file: string): Promise<unknown> {
    const path = join(this.path, file);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (cause) {
      const missing =
        (cause as NodeJS.ErrnoException).code === 'ENOENT' ||
        (cause as NodeJS.ErrnoException).code === 'ENOTDIR';
      throw new DataError(
        missing
          ? `${this.path} is not a model directory: there is no ${file} in it. Train one with: heed train <task> --out ${this.path} ...`
          : `cannot read ${path}: ${(cause as Error).message}`,
        { cause },
      );
    }
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new DataError(`${path} is damaged: it is not JSON (${(cause as Error).message})`, { cause });
    }
  }
}

const vocabularyFile = ({ vocabularyName = 'vocabulary' }: { vocabularyName?: string }): string =>
  `${vocabularyName}.json`;
