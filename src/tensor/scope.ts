import { HeedError } from './errors.ts';

/** What a scope can free. Tensors are the only kind; the class stands here so that scopes need not know them. */
export abstract class Managed {
  /** @internal Exempt from `tidy`. */
  kept = false;
  /** @internal Freed by the garbage collector in the last resort. */
  inNet = false;
  abstract get isDisposed(): boolean;
  abstract dispose(): void;
  /** @internal A function that frees what this handle owns without referring to the handle. */
  abstract releaser(): () => void;
}

let current: Managed[] | null = null;

// The net under tensors that are in no scope: their memory comes back when the handle is collected.
const net = new FinalizationRegistry<() => void>((free) => free());

function catchInNet(item: Managed): void {
  if (item.inNet) return;
  item.inNet = true;
  net.register(item, item.releaser(), item);
}

/** Called by every new tensor. */
export function adopt(item: Managed): void {
  if (current !== null) current.push(item);
  else catchInNet(item);
}

/** Called by every tensor that is disposed. */
export function forget(item: Managed): void {
  if (item.inNet) net.unregister(item);
}

/** Takes a tensor out of all scopes: it lives until it is disposed. Parameters and optimizer state are kept. */
export function keep<T extends Managed>(item: T): T {
  item.kept = true;
  catchInNet(item);
  return item;
}

function collect(value: unknown, found: Set<Managed>, depth = 0): void {
  if (value instanceof Managed) found.add(value);
  else if (Array.isArray(value)) for (const item of value) collect(item, found, depth + 1);
  else if (value instanceof Map) for (const item of value.values()) collect(item, found, depth + 1);
  else if (
    value !== null &&
    typeof value === 'object' &&
    depth < 8 &&
    Object.getPrototypeOf(value) === Object.prototype
  ) {
    for (const item of Object.values(value)) collect(item, found, depth + 1);
  }
}

/**
 * Runs `body` and disposes every tensor made inside it, but for those that it returns (in arrays, maps and plain objects
 * too), which pass to the surrounding scope. Parameters, kept tensors and what was there before are not touched.
 *
 * @throws HeedError if `body` returns a promise: other code could run, and make tensors, before it settles.
 */
export function tidy<T>(body: () => T): T {
  const outer = current;
  const scope: Managed[] = [];
  current = scope;
  let result: T | undefined;
  let survivors: Set<Managed> | null = null;
  try {
    result = body();
    if (result instanceof Promise) {
      throw new HeedError('tidy: the body must not be async; compute inside tidy(), await outside');
    }
    if (!(result instanceof Managed)) {
      survivors = new Set();
      collect(result, survivors);
    }
  } finally {
    current = outer;
    for (const item of scope) {
      if (item.kept || item.isDisposed) continue;
      if (item === result || survivors?.has(item)) adopt(item);
      else item.dispose();
    }
  }
  return result as T;
}
