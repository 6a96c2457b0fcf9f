import { DataError, ValueError } from '../tensor/errors.ts';
import { checkStrings } from './checkStrings.ts';
import { countItems } from './countItems.ts';

export interface VocabularyOptions {
  /** The most ids, those of padding and the unknown included; the most frequent items are kept. */
  maxSize?: number;
  /** An item seen less often is unknown. */
  minFrequency?: number;
}

const RESERVED = 2;

/** Words as they are, and their ids: 0 pads, 1 is unknown, then the words, the most frequent first. */
export class Vocabulary {
  readonly padId = 0;
  readonly unkId = 1;
  /** That of id 2, and on. */
  readonly items: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;

  /** @throws ValueError on a bad option; DataError where there is no item. */
  static of(
    items: Iterable<string>,
    { maxSize = Number.POSITIVE_INFINITY, minFrequency = 1 }: VocabularyOptions = {},
  ): Vocabulary {
    if (!(maxSize > RESERVED)) {
      throw new ValueError(`Vocabulary.of: maxSize must be above ${RESERVED}; got ${maxSize}`);
    }
    const counts = [...countItems(items, (item) => [item])];
    if (counts.length === 0) throw new DataError('Vocabulary.of: there is nothing to learn from');
    const kept = counts
      .filter(([, count]) => count >= minFrequency)
      .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
      .slice(0, maxSize - RESERVED);
    return new Vocabulary(kept.map(([item]) => item));
  }

  /** What `toJSON` gave. @throws DataError where it is something else */
  static fromJSON(json: unknown): Vocabulary {
    return new Vocabulary(checkStrings(json, 'Vocabulary'));
  }

  /** @throws DataError on an item that comes twice */
  constructor(items: readonly string[]) {
    this.items = [...items];
    this.#ids = new Map(items.map((item, place) => [item, place + RESERVED]));
    if (this.#ids.size < items.length) throw new DataError('Vocabulary: every item must be there once');
  }

  get size(): number {
    return this.items.length + RESERVED;
  }

  has(item: string): boolean {
    return this.#ids.has(item);
  }

  /** `unkId` where the vocabulary lacks it. */
  idOf(item: string): number {
    return this.#ids.get(item) ?? this.unkId;
  }

  idsOf(items: readonly string[]): number[] {
    return items.map((item) => this.idOf(item));
  }

  /** The items without the reserved ones, in the order of their ids; `fromJSON` takes them back. */
  toJSON(): readonly string[] {
    return this.items;
  }
}
