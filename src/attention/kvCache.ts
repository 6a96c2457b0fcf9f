import { copyInto, empty, formatShape, keep, ShapeError, slice, type Tensor, tidy } from '../tensor/index.ts';

/**
 * The keys and values that one self-attention layer has seen so far, so that decoding looks at each position once.
 * Its room doubles when it runs out, so that most steps allocate nothing.
 */
export class KVCache {
  #key: Tensor | null = null;
  #value: Tensor | null = null;
  #length = 0;
  #room: number;

  constructor({ capacity = 32 }: { capacity?: number } = {}) {
    this.#room = capacity;
  }

  /** Positions held. */
  get length(): number {
    return this.#length;
  }

  /** Adds key [B, H, n, E] and value [B, H, n, Ev]; returns views of all that is held, [B, H, length, E or Ev]. */
  append(key: Tensor, value: Tensor): { key: Tensor; value: Tensor } {
    const n = key.shape[2];
    const length = this.#length + n;
    if (this.#key !== null && this.#key.shape[0] !== key.shape[0]) {
      throw new ShapeError(
        `KVCache: holds ${this.#key.shape[0]} sequences; got key ${formatShape(key.shape)}. Call reorder() when the batch changes.`,
      );
    }
    if (this.#key === null || this.#value === null || length > this.#key.shape[2])
      this.#grow(key, value, length);
    copyInto(this.#window(this.#key!, this.#length, n), key);
    copyInto(this.#window(this.#value!, this.#length, n), value);
    this.#length = length;
    return { key: this.#window(this.#key!, 0, length), value: this.#window(this.#value!, 0, length) };
  }

  /** Sequence i becomes what sequence rows[i] was: for beams that go on from one another, and sequences that are done. */
  reorder(rows: readonly number[]): void {
    this.#key = this.#select(this.#key, rows);
    this.#value = this.#select(this.#value, rows);
  }

  dispose(): void {
    this.#key?.dispose();
    this.#value?.dispose();
    this.#key = null;
    this.#value = null;
    this.#length = 0;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #window(x: Tensor, from: number, n: number): Tensor {
    const [B, H, , E] = x.shape;
    return x.view([B, H, n, E], x.strides, from * x.strides[2]);
  }

  #grow(key: Tensor, value: Tensor, length: number): void {
    while (this.#room < length) this.#room *= 2;
    const enlarge = (old: Tensor | null, like: Tensor): Tensor => {
      const [B, H, , E] = like.shape;
      const bigger = keep(empty([B, H, this.#room, E]));
      if (old !== null) {
        tidy(() => copyInto(this.#window(bigger, 0, this.#length), this.#window(old, 0, this.#length)));
        old.dispose();
      }
      return bigger;
    };
    this.#key = enlarge(this.#key, key);
    this.#value = enlarge(this.#value, value);
  }

  /** Of each row what is held, without the room for more. */
  #select(x: Tensor | null, rows: readonly number[]): Tensor | null {
    if (x === null) return null;
    const [, H, , E] = x.shape;
    const selected = keep(empty([rows.length, H, this.#room, E]));
    const held = (of: Tensor, row: number): Tensor =>
      this.#window(slice(of, 0, row, row + 1), 0, this.#length);
    tidy(() => {
      for (const [i, row] of rows.entries()) copyInto(held(selected, i), held(x, row));
    });
    x.dispose();
    return selected;
  }
}
