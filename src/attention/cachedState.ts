import { noGrad, type Tensor, tidy } from '../tensor/index.ts';
import { cachedForm } from './decoding.ts';
import type { DecodingState } from './decodingState.ts';
import { KVCache } from './kvCache.ts';
import type { Mechanism } from './mechanism.ts';

/** A `KVCache` and the mechanism that looks into it, as a state: for those that put states together. */
export class CachedState implements DecodingState {
  readonly #attend: Mechanism;
  readonly #cache = new KVCache();

  /** @throws ValueError if the mechanism does not decode by a cache. */
  constructor(mechanism: Mechanism) {
    this.#attend = cachedForm(mechanism);
  }

  get length(): number {
    return this.#cache.length;
  }

  step(query: Tensor, key: Tensor, value: Tensor): Tensor {
    return tidy(() =>
      noGrad(() => {
        const held = this.#cache.append(key, value);
        return this.#attend(query, held.key, held.value).output;
      }),
    );
  }

  reorder(rows: readonly number[]): void {
    this.#cache.reorder(rows);
  }

  dispose(): void {
    this.#cache.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
