/** Keeps the `capacity` values that were asked for last. */
export class LruCache<Key, Value extends object | null> {
  readonly #capacity: number;
  /** A Map remembers the order of insertion: the first is the one that was asked for longest ago. */
  readonly #values = new Map<Key, Value>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: Key, make: () => Value): Value {
    let value = this.#values.get(key);
    if (value === undefined) value = make();
    else this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.#capacity) this.#values.delete(this.#values.keys().next().value as Key);
    return value;
  }
}
