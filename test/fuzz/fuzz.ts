import fc from 'fast-check';
import { type BuildName, canRevectorize, setRevectorize, supports } from '../../src/runtime/builds.ts';
import { Rng } from '../../src/tensor/rng.ts';
import { makeEngine, type TestEngine } from '../support/engine.ts';

/** How long each kernel is fuzzed: HEED_FUZZ_SECONDS=600 npx vitest run test/fuzz */
const SECONDS = Number(process.env.HEED_FUZZ_SECONDS ?? 10);

if (canRevectorize()) setRevectorize(true);
const builds: readonly BuildName[] = ['n8', 'r8', 'r16'];
export const engines: readonly TestEngine[] = builds
  .filter(supports)
  .flatMap((build) => [1, 2, 3].map((threads) => makeEngine(build, threads)));

/** Runs `check` on random cases until the time is up. The seed of a failure is in fast-check's report. */
export function fuzz<Case>(cases: fc.Arbitrary<Case>, check: (given: Case, rng: Rng) => void): void {
  const seeded = fc.tuple(cases, fc.nat());
  fc.assert(
    fc.property(seeded, ([given, seed]) => check(given, new Rng(seed))),
    { numRuns: 1_000_000, interruptAfterTimeLimit: 1000 * SECONDS, markInterruptAsFailure: false },
  );
}

export const FUZZ_TIMEOUT = 1000 * (2 * SECONDS + 60);

/** What no kernel computes: places that must not be written keep it. */
const CANARY = 123456.5;

/** Axes of any number in linear memory, in any order and with gaps between rows; the last one lies side by side. */
export interface Laid {
  readonly pointer: number;
  readonly shape: readonly number[];
  /** In elements. */
  readonly strides: readonly number[];
  readonly room: number;
}

/** Random values, or the canary where `values` is false. */
export function lay(
  { room, read: _, ...engine }: TestEngine,
  shape: readonly number[],
  rng: Rng,
  { values = true, transposed = false }: { values?: boolean; transposed?: boolean } = {},
): Laid {
  const order = shape.map((_, axis) => axis).slice(0, -1);
  for (let i = order.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  // The innermost axis first.
  const inner = transposed ? [order[0], shape.length - 1] : [shape.length - 1, ...order];
  const strides = shape.map(() => 0);
  let size = 1;
  for (const axis of inner) {
    strides[axis] = size;
    size = size * shape[axis] + (axis === inner[0] ? rng.integer(4) : 0);
  }
  const total = size + 8;
  const pointer = room(total);
  const view = new Float32Array(engine.memory.buffer, pointer, total);
  if (values) for (let i = 0; i < total; i++) view[i] = rng.normal();
  else view.fill(CANARY);
  return { pointer, shape, strides, room: total };
}

/** The elements in the order of the axes. */
export function gather({ memory }: TestEngine, { pointer, shape, strides, room }: Laid): Float64Array {
  const view = new Float32Array(memory.buffer, pointer, room);
  return Float64Array.from(placesOf(shape, strides), (at) => view[at]);
}

/** Throws unless all that is between and behind the elements is as it was. */
export function checkGaps({ memory }: TestEngine, { pointer, shape, strides, room }: Laid): void {
  const view = new Float32Array(memory.buffer, pointer, room);
  const inside = new Uint8Array(room);
  for (const at of placesOf(shape, strides)) inside[at] = 1;
  const written = view.findIndex((x, at) => inside[at] === 0 && x !== CANARY);
  if (written >= 0) throw new Error(`element ${written} of ${room}, outside of [${shape}], was written`);
}

function* placesOf(shape: readonly number[], strides: readonly number[]): Generator<number> {
  const size = shape.reduce((a, b) => a * b, 1);
  for (let n = 0; n < size; n++) {
    let at = 0;
    for (let axis = shape.length - 1, rest = n; axis >= 0; axis--) {
      at += (rest % shape[axis]) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    yield at;
  }
}

/** The largest difference, in units of `scale`. */
export function worst(actual: Float64Array, expected: Float64Array, scale: number): number {
  let most = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    if (!(difference <= most)) most = difference;
  }
  return most / scale;
}
