import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Tokenizer, tokenizerFromJSON } from '../../../data/index.ts';
import { buildModel, type ModelConfig } from '../../../models/index.ts';
import { DataError, Rng } from '../../../tensor/index.ts';
import { loadModel } from '../../../training/index.ts';
import { DirectoryCheckpointStore, writeFileAtomic } from '../../../training/node/index.ts';
import { Translator } from '../translator.ts';

const FORMAT = 'heed-translation';
const VERSION = 1;

/** `config.json` of a model directory. */
export interface DirectoryConfig {
  readonly model: ModelConfig;
  /** How it was trained, as plain JSON. */
  readonly training: Readonly<Record<string, unknown>>;
}

/**
 * A trained translator on disk: `config.json`, `tokenizer.json`, and checkpoints `best.safetensors` and
 * `last.safetensors`.
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

  async write(config: DirectoryConfig, tokenizer: Tokenizer): Promise<void> {
    await mkdir(this.path, { recursive: true }).catch((cause: Error) => {
      throw new DataError(`cannot make the directory ${this.path}: ${cause.message}`, { cause });
    });
    await writeFileAtomic(join(this.path, 'tokenizer.json'), JSON.stringify(tokenizer.toJSON()));
    // Last, since a directory counts as a model once it has this file.
    const contents = { format: FORMAT, version: VERSION, ...config };
    await writeFileAtomic(join(this.path, 'config.json'), `${JSON.stringify(contents, null, 2)}\n`);
  }

  /** @throws DataError if this is no model directory, or of a later version. */
  async readConfig(): Promise<DirectoryConfig> {
    const config = (await this.#readJSON('config.json')) as Partial<DirectoryConfig> & {
      format?: string;
      version?: number;
    };
    if (config?.format !== FORMAT || typeof config.model !== 'object' || config.model === null) {
      throw new DataError(
        `${join(this.path, 'config.json')} is not of a heed translation model (format "${FORMAT}"; got ${JSON.stringify(config?.format)})`,
      );
    }
    if (config.version !== VERSION) {
      throw new DataError(
        `${this.path} was written by another version of heed: format version ${config.version}; this one reads ${VERSION}`,
      );
    }
    return { model: config.model, training: config.training ?? {} };
  }

  async readTokenizer(): Promise<Tokenizer> {
    return tokenizerFromJSON(await this.#readJSON('tokenizer.json'));
  }

  /** The best model so far, or the last one where none was validated. @throws DataError where anything is missing or damaged. */
  async loadTranslator(): Promise<Translator> {
    const { model: config } = await this.readConfig();
    const tokenizer = await this.readTokenizer();
    const model = buildModel(config, {
      vocabSize: tokenizer.vocabSize,
      padId: tokenizer.padId,
      rng: new Rng(0),
    });
    const name = (await this.store.has('best')) ? 'best' : 'last';
    loadModel(model, await this.store.load(name));
    model.eval();
    return new Translator(model, tokenizer);
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
          ? `${this.path} is not a model directory: there is no ${file} in it. Train one with: heed train translation --out ${this.path} ...`
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
