import {
  byteTask,
  type Column,
  copyTask,
  listOpsTask,
  pixelTask,
  readLabelledTexts,
  readListOps,
  retrievalTask,
  type TokenTask,
} from '../../data/index.ts';
import { openFile } from '../../data/node/openFile.ts';
import { DataError } from '../../tensor/index.ts';
import { readPictures } from '../tasks/readPictures.ts';
import { isFolder, splitFile } from '../tasks/splitFile.ts';
import { reportSkipped } from '../ui/reportSkipped.ts';

/** Which sequences are asked for. */
export interface ReachRequest {
  readonly data: string | null;
  readonly text: Column;
  readonly label: Column;
  readonly length: number;
  /** Null: as many as the updates take, or as there are. */
  readonly train: number | null;
  readonly test: number;
  readonly settings: { readonly updates: number; readonly batchSize: number };
}

interface ReachTask {
  /** For the help. */
  readonly summary: string;
  /** The most tokens of a sequence, unless said otherwise. */
  readonly length: number;
  /** @throws DataError if data are missing, or given for what is generated. */
  checkData(path: string | null): void;
  read(request: ReachRequest): Promise<TokenTask>;
}

/** What generators make has the same seed for all: seeds of a comparison are those of its models. */
const DATA_SEED = 1;
const MOST_GENERATED = 50_000;

const sizes = ({ length, train, test, settings }: ReachRequest) => ({
  length,
  trainSize: train ?? Math.min(MOST_GENERATED, settings.updates * settings.batchSize),
  testSize: test,
  seed: DATA_SEED,
});

const generated = {
  checkData(path: string | null) {
    if (path !== null) throw new DataError('compare: this task is generated: it takes no --data');
  },
};
const fromFolder = (what: string) => ({
  checkData(path: string | null) {
    if (path === null) throw new DataError(`compare: this task needs --data, ${what}`);
  },
});

/** Every task that a comparison may be on. */
export const reachTasks = {
  listops: {
    summary: 'the value of nested lists of digits; --data has published expressions to measure on',
    length: 512,
    checkData() {},
    async read(request) {
      const { data: name } = request;
      if (name === null) return listOpsTask(sizes(request));
      return listOpsTask({ ...sizes(request), published: await readListOps(openFile(name), { name }) });
    },
  },
  bytes: {
    summary: 'the label of a text, byte by byte; --data is a folder with train and test files (TSV or CSV)',
    length: 256,
    ...fromFolder('a folder with train and test files of texts and labels'),
    async read({ data, text, label, length, train, test }) {
      const texts = async (split: 'train' | 'test') => {
        const file = (await splitFile(data!, split))!;
        const columns = { textColumn: text, labelColumn: label };
        const { examples, report } = await readLabelledTexts(openFile(file), { name: file, ...columns });
        reportSkipped(report);
        return examples;
      };
      if (!(await isFolder(data!))) {
        throw new DataError(
          `${data} is one file; bytes needs a folder with a file to learn from and one to measure on`,
        );
      }
      return byteTask(atMost(await texts('train'), train), atMost(await texts('test'), test), { length });
    },
  },
  pixels: {
    summary:
      'the label of a picture, pixel by pixel; --data is a folder of IDX files, as MNIST has them, or of PNG files',
    length: 784,
    ...fromFolder('a folder of pictures, as `heed train image` takes it'),
    async read({ data, length, train, test }) {
      const pictures = async (split: 'train' | 'test') => (await readPictures(data!, split))!;
      return pixelTask(atMost(await pictures('train'), train), atMost(await pictures('test'), test), {
        length,
      });
    },
  },
  copy: {
    summary: 'which symbol stood in the first quarter of noise; generated',
    length: 512,
    ...generated,
    read: async (request) => copyTask(sizes(request)),
  },
  retrieval: {
    summary: 'the value of a key, told in the first quarter and asked for at the end; generated',
    length: 512,
    ...generated,
    read: async (request) => retrievalTask(sizes(request)),
  },
} satisfies Readonly<Record<string, ReachTask>>;

export type ReachTaskName = keyof typeof reachTasks;

/** Spread evenly over all of them. */
function atMost<T>(items: readonly T[], most: number | null): readonly T[] {
  if (most === null || items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]);
}
