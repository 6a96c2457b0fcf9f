import { HeedError } from './errors.ts';

/** What a scope can free. Tensors are the only kind; the class stands here so that scopes need not know them. */
export abstract class Managed {
  /** @internal Exempt from `tidy`. */
  kept = false;
  /** @internal Freed by the garbage collector in the last resort. */
  inNet = false;
  /** @internal The last `tidy` whose result this is, or is part of. */
  returnedBy = 0;
  abstract get isDisposed(): boolean;
  abstract dispose(): void;
  /** @internal A function that frees what this handle owns without referring to the handle. */
  abstract releaser(): () => void;
}

/** What the open scopes have made, each scope's after that of the one around it, up to `top`. */
const made: (Managed | null)[] = [];
let top = 0;
let openScopes = 0;
let tidies = 0;

// The net under tensors that are in no scope: their memory comes back when the handle is collected.
const net = new FinalizationRegistry<() => void>((free) => free());

function catchInNet(item: Managed): void {
  if (item.inNet) return;
  item.inNet = true;
  net.register(item, item.releaser(), item);
}

/** Called by every new tensor. */
export function adopt(item: Managed): void {
  if (openScopes > 0) made[top++] = item;
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

/** Marks what is in arrays, maps and plain objects, too. */
function markReturned(value: unknown, tidy: number, depth = 0): void {
  if (value === null || typeof value !== 'object') return;
  if (value instanceof Managed) {
    value.returnedBy = tidy;
  } else if (depth === 0 && value instanceof Promise) {
    throw new HeedError('tidy: the body must not be async; compute inside tidy(), await outside');
  } else if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) markReturned(value[i], tidy, depth + 1);
  } else if (value instanceof Map) {
    for (const item of value.values()) markReturned(item, tidy, depth + 1);
  } else if (depth < 8 && Object.getPrototypeOf(value) === Object.prototype) {
    for (const key in value) markReturned(value[key as keyof typeof value], tidy, depth + 1);
  }
}

/** Frees what was made from place `start` on, but for what the tidy returned. */
function closeScope(start: number, tidy: number): void {
  const end = top;
  top = start;
  openScopes--;
  for (let i = start; i < end; i++) {
    const item = made[i]!;
    made[i] = null;
    if (item.kept || item.isDisposed) continue;
    if (item.returnedBy === tidy) adopt(item);
    else item.dispose();
  }
}

/**
 * Runs `body` and disposes every tensor made inside it, but for those that it returns (in arrays, maps and plain objects
 * too), which pass to the surrounding scope. Parameters, kept tensors and what was there before are not touched.
 *
 * @throws HeedError if `body` returns a promise: other code could run, and make tensors, before it settles.
 */
export function tidy<T>(body: () => T): T {
  const start = top;
  const tidy = ++tidies;
  openScopes++;
  try {
    const result = body();
    markReturned(result, tidy);
    return result;
  } finally {
    closeScope(start, tidy);
  }
}
