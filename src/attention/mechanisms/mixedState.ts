import { concat, split, type Tensor, tidy } from '../../tensor/index.ts';
import { CachedState } from '../cachedState.ts';
import type { DecodingState } from '../decodingState.ts';
import type { Mechanism } from '../mechanism.ts';
import { repeatHeads } from '../repeatHeads.ts';

/** What each group of heads keeps, side by side. */
export class MixedState implements DecodingState {
  readonly #states: readonly DecodingState[];
  readonly #counts: readonly number[];

  /** So many heads, `counts`, decode as each of `parts` does. */
  constructor(parts: readonly Mechanism[], counts: readonly number[]) {
    this.#states = parts.map((part) => part.recurrent?.() ?? new CachedState(part));
    this.#counts = counts;
  }

  get length(): number {
    return this.#states[0].length;
  }

  step(query: Tensor, key: Tensor, value: Tensor): Tensor {
    return tidy(() => {
      const H = query.shape[1];
      const [q, k, v] = [query, key, value].map((x) => split(repeatHeads(x, H), this.#counts, 1));
      return concat(
        this.#states.map((state, n) => state.step(q[n], k[n], v[n])),
        1,
      );
    });
  }

  reorder(rows: readonly number[]): void {
    for (const state of this.#states) state.reorder(rows);
  }

  dispose(): void {
    for (const state of this.#states) state.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
