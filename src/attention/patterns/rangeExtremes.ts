/** The least and the largest of any range of numbers, each found in O(log n): a segment tree. */
export class RangeExtremes {
  /** Node m stands for nodes 2m and 2m + 1; the values themselves are nodes n to 2n - 1. */
  readonly #least: Float64Array;
  readonly #most: Float64Array;
  readonly length: number;

  constructor(values: ArrayLike<number>) {
    const n = values.length;
    this.length = n;
    this.#least = new Float64Array(2 * n);
    this.#least.set(values, n);
    this.#most = this.#least.slice();
    for (let m = n - 1; m > 0; m--) {
      this.#least[m] = Math.min(this.#least[2 * m], this.#least[2 * m + 1]);
      this.#most[m] = Math.max(this.#most[2 * m], this.#most[2 * m + 1]);
    }
  }

  at(i: number): number {
    return this.#least[this.length + i];
  }

  /** Of values `from` to `to` - 1, at least one. */
  of(from: number, to: number): { least: number; most: number } {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    const take = (m: number): void => {
      least = Math.min(least, this.#least[m]);
      most = Math.max(most, this.#most[m]);
    };
    let left = from + this.length;
    let right = to + this.length;
    while (left < right) {
      if (left % 2 === 1) take(left++);
      if (right % 2 === 1) take(--right);
      left >>= 1;
      right >>= 1;
    }
    return { least, most };
  }
}
