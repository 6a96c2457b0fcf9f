// The sums that linear attention carries from chunk to chunk: of features times values, [F, Ev], as panels of
// [F rounded up to four][NR], and behind them of features alone, [F].
import { NR } from '../generated/tile';
import { transpose4x4 } from '../simd';
import { panelled, roundUp } from './job';

/** The floats of a state. */
export function linearStateSize(f: i32, ev: i32): i32 {
  return sumsOffset(f, ev) + panelled(f);
}

/** The floats of a state's transpose. */
export function transposedSize(f: i32, ev: i32): i32 {
  return panelled(f) * roundUp(ev, 4);
}

/** And of one with the sums of features alone behind it. */
export function keptStateSize(f: i32, ev: i32): i32 {
  return transposedSize(f, ev) + panelled(f);
}

/** Where the sums of features alone begin, in elements. */
// @ts-ignore: decorator
@inline
export function sumsOffset(f: i32, ev: i32): i32 {
  return roundUp(f, 4) * panelled(ev);
}

/** Panels of [Ev rounded up to four][NR], the state's transpose as a right operand; what fills them up must be zero before. */
export function transposeState(state: usize, f: i32, ev: i32, target: usize): void {
  const f4 = roundUp(f, 4), ev4 = roundUp(ev, 4);
  for (let e = 0; e < ev4; e += 4) {
    for (let i = 0; i < f4; i += 4) {
      const from = state + (<usize>((e / NR * f4 + i) * NR + e % NR) << 2);
      const to = target + (<usize>((i / NR * ev4 + e) * NR + i % NR) << 2);
      transpose4x4(from, NR << 2, to, NR << 2);
    }
  }
}

/** The first of `count` states becomes the sum of all. */
export function sumStates(states: usize, count: i32, size: i32): void {
  for (let s = 1; s < count; s++) addState(states, states + (<usize>(s * size) << 2), size);
}

/** Each state becomes the sum of those before it, or, with `backwards`, behind it. */
export function scanStates(states: usize, count: i32, size: i32, backwards: bool): void {
  const bytes = <usize>size << 2;
  // The sum goes on to the next place, whose own is put on top; the last one's own is not wanted.
  for (let s = count - 1; s > 0; s--) {
    const at = backwards ? count - 1 - s : s;
    const from = backwards ? at + 1 : at - 1;
    memory.copy(states + <usize>at * bytes, states + <usize>from * bytes, bytes);
  }
  memory.fill(states + (backwards ? <usize>(count - 1) * bytes : 0), 0, bytes);
  for (let s = 1; s < count; s++) {
    const at = backwards ? count - 1 - s : s;
    const before = backwards ? at + 1 : at - 1;
    addState(states + <usize>at * bytes, states + <usize>before * bytes, size);
  }
}

function addState(target: usize, source: usize, size: i32): void {
  const end = target + (<usize>size << 2);
  for (; target < end; target += 16) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
    source += 16;
  }
}
