import { DataError, ValueError } from '../tensor/errors.ts';
import { checkStrings } from './checkStrings.ts';
import { countItems } from './countItems.ts';
import { nearest } from './nearest.ts';

export interface LabelOrder {
  order?: 'sorted' | 'frequency';
}

/** Where a label stands, to be named in errors. */
export interface LabelPlace {
  /** The file, say. */
  name?: string;
  /** From 1. */
  line?: number;
}

const LABELS_NAMED = 5;

/** Labels and their ids, from 0. There is none for an unknown label: it is an error. */
export class LabelVocabulary {
  readonly labels: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;

  /**
   * The labels of a data set, each once: sorted, numbers by size before the rest, or the most frequent first.
   *
   * @throws DataError where there is no label
   */
  static of(labels: Iterable<string>, { order = 'sorted' }: LabelOrder = {}): LabelVocabulary {
    const counts = countItems(labels, (label) => [label]);
    const sorted = [...counts.keys()].sort(compareLabels);
    if (order === 'frequency') sorted.sort((a, b) => counts.get(b)! - counts.get(a)!);
    return new LabelVocabulary(sorted);
  }

  /** What `toJSON` gave. @throws DataError where it is something else */
  static fromJSON(json: unknown): LabelVocabulary {
    return new LabelVocabulary(checkStrings(json, 'LabelVocabulary'));
  }

  /** @param labels in the order of their ids @throws DataError on a label that comes twice, or none */
  constructor(labels: readonly string[]) {
    this.labels = [...labels];
    this.#ids = new Map(labels.map((label, id) => [label, id]));
    if (labels.length === 0) throw new DataError('LabelVocabulary: there is no label');
    if (this.#ids.size < labels.length) {
      throw new DataError(`LabelVocabulary: every label must be there once; got ${labels.join(', ')}`);
    }
  }

  get size(): number {
    return this.labels.length;
  }

  /** @throws DataError naming an unknown label, its place, and those that are known */
  idOf(label: string, { name, line }: LabelPlace = {}): number {
    const id = this.#ids.get(label);
    if (id !== undefined) return id;
    const place = [name, line === undefined ? undefined : `line ${line}`].filter(Boolean).join(', ');
    const known = nearest(label, this.labels, LABELS_NAMED).join(', ');
    const more = this.size - LABELS_NAMED;
    throw new DataError(
      `LabelVocabulary: ${place && `${place}: `}there is no label ${JSON.stringify(label)}; ` +
        `the known ones are ${known}${more > 0 ? ` and ${more} more` : ''}`,
    );
  }

  /** @throws ValueError on an id that no label has */
  labelOf(id: number): string {
    const label = this.labels[id];
    if (label !== undefined) return label;
    throw new ValueError(`LabelVocabulary: an id must be an integer from 0 to ${this.size - 1}; got ${id}`);
  }

  /** The labels in the order of their ids; `fromJSON` takes them back. */
  toJSON(): readonly string[] {
    return this.labels;
  }
}

function compareLabels(a: string, b: string): number {
  const isNumber = (label: string) => label.trim() !== '' && Number.isFinite(Number(label));
  if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1;
  return (isNumber(a) && Number(a) - Number(b)) || (a < b ? -1 : 1);
}
