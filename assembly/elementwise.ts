// Runs loops over elements, on several threads, on operands with any strides. A loop itself only knows whole pairs of
// vectors, side by side, which V8's revectorizer can join; whatever is not so is first copied to where it is.
import { copy32 } from './copy';
import { copyEnd, storeEnd } from './ends';
import { jobArguments, reserveScratch, scratchOf } from './parallel';
import { Share, endUnit, firstUnit, share } from './share';

/** About so many elements are worked on as one unit: a piece of a row, or several rows. */
const PIECE: i32 = 4096;

/**
 * What a loop runs over: out = f(a, b), rows of n elements, a multiple of 8. Of a and b there are also the bytes from row to
 * row, and from one pair of vectors to the next: 32, or 0 where one element is repeated.
 */
@unmanaged
export class Strip {
  rows: i32;
  n: i32;
  a: usize;
  aRow: usize;
  aStep: usize;
  b: usize;
  bRow: usize;
  bStep: usize;
  out: usize;
  /** How many elements come before. */
  index: i32;
  /** Where a loop finds what else it needs. */
  settings: usize;
}

type Loop = (strip: Strip) => void;

/** Operands of four bytes an element, with strides in elements; a dense result of four bytes an element, or one. */
@unmanaged
class Plane extends Share {
  rows: i32;
  columns: i32;
  /** Rows of a unit; units in a row. */
  group: i32;
  pieces: i32;
  a: usize;
  aRow: i32;
  aColumn: i32;
  b: usize;
  bRow: i32;
  bColumn: i32;
  out: usize;
  outShift: i32;
  loop: i32;
}

/** Behind a plane, in the job's arguments. */
const SETTINGS: usize = 256;

// A thread's scratch: its strip, and copies of operands.
const A: usize = 64;
const B: usize = A + <usize>PIECE * 4;
const A_END: usize = B + <usize>PIECE * 4;
const B_END: usize = A_END + 32;
const OUT_END: usize = B_END + 32;
const SCRATCH: usize = OUT_END + 32;

/** Where a kernel lays out what its loop needs beside operands, before it calls `elementwise`. */
export function loopSettings(): usize {
  return jobArguments() + SETTINGS;
}

/** out = f(a, b), element by element; `work` as in share.ts, for one element. */
export function elementwise(
  rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32,
  out: usize, outShift: i32, loop: Loop, work: i32,
): void {
  if (rows == 0 || columns == 0) return;
  reserveScratch(SCRATCH);
  const plane = changetype<Plane>(jobArguments());
  plane.rows = rows; plane.columns = columns;
  plane.a = a; plane.aRow = aRow; plane.aColumn = aColumn;
  plane.b = b; plane.bRow = bRow; plane.bColumn = bColumn;
  plane.out = out; plane.outShift = outShift;
  plane.loop = load<i32>(changetype<usize>(loop));
  if (rows * columns <= PIECE) {
    runStrip(plane, changetype<Strip>(scratchOf(0)), 0, 0, rows, columns);
    return;
  }
  plane.group = rows == 1 ? 1 : max(1, PIECE / columns);
  plane.pieces = (columns + PIECE - 1) / PIECE;
  const units = (rows + plane.group - 1) / plane.group * plane.pieces;
  share(units, min(plane.group * columns, PIECE) * work, planeTask, out != a && out != b);
}

function planeTask(task: i32, args: usize, thread: i32): void {
  const plane = changetype<Plane>(args);
  const strip = changetype<Strip>(scratchOf(thread));
  const group = plane.group, pieces = plane.pieces;
  // As many units at once as need no copies.
  const even = plane.aColumn == 1 && plane.bColumn == 1 && (plane.rows == 1 || (plane.columns & 7) == 0);
  let unit = firstUnit(plane, task);
  const end = endUnit(plane, task);
  while (unit < end) {
    const piece = unit % pieces;
    const units = !even ? 1 : pieces == 1 ? end - unit : min(pieces - piece, end - unit);
    const row = unit / pieces * group, from = piece * PIECE;
    if (pieces == 1) runStrip(plane, strip, row, 0, min(units * group, plane.rows - row), plane.columns);
    else runStrip(plane, strip, row, from, 1, min(units * PIECE, plane.columns - from));
    unit += units;
  }
}

/** Some rows, or a part of one row. */
function runStrip(plane: Plane, strip: Strip, row: i32, from: i32, rows: i32, columns: i32): void {
  const scratch = changetype<usize>(strip);
  const shift = <usize>plane.outShift;
  // Rows of whole pairs of vectors stay rows; others are joined to one.
  const flat = rows == 1 || (columns & 7) != 0;
  const a = plane.a + (<usize>(row * plane.aRow + from * plane.aColumn) << 2);
  const b = plane.b + (<usize>(row * plane.bRow + from * plane.bColumn) << 2);
  place(scratch + offsetof<Strip>('a'), flat, rows, columns, a, plane.aRow, plane.aColumn, scratch + A);
  place(scratch + offsetof<Strip>('b'), flat, rows, columns, b, plane.bRow, plane.bColumn, scratch + B);
  const n = flat ? rows * columns : columns;
  const rest = n & 7;
  strip.index = row * plane.columns + from;
  strip.settings = changetype<usize>(plane) + SETTINGS;
  strip.rows = flat ? 1 : rows;
  strip.n = n - rest;
  strip.out = plane.out + (<usize>strip.index << shift);
  if (strip.n) call_indirect<void>(plane.loop, strip);
  if (rest) runEnd(plane, strip, rest);
}

/** Writes where a loop finds an operand: where it lies, or in a copy. */
function place(to: usize, flat: bool, rows: i32, columns: i32, x: usize, row: i32, column: i32, copy: usize): void {
  let at = x;
  let rowBytes = <usize>row << 2;
  const repeated = column == 0 && (!flat || rows == 1 || row == 0);
  if (column != 1 || (flat && rows != 1 && row != columns)) {
    const width = repeated ? 8 : columns;
    copy32(repeated && flat ? 1 : rows, width, x, row, column, copy, width, 1);
    at = copy;
    rowBytes = <usize>width << 2;
  }
  store<usize>(to, at);
  store<usize>(to + 4, rowBytes);
  store<usize>(to + 8, repeated ? 0 : 32);
}

/** The last elements, fewer than a pair of vectors. */
function runEnd(plane: Plane, strip: Strip, rest: i32): void {
  const scratch = changetype<usize>(strip);
  const shift = <usize>plane.outShift;
  const whole = <usize>strip.n;
  const out = strip.out + (whole << shift);
  if (strip.aStep) strip.a = copyEnd(rest, strip.a + (whole << 2), 0, scratch + A_END);
  if (strip.bStep) strip.b = copyEnd(rest, strip.b + (whole << 2), 0, scratch + B_END);
  strip.out = scratch + OUT_END;
  strip.index += strip.n;
  strip.n = 8;
  call_indirect<void>(plane.loop, strip);
  if (shift) storeEnd(rest, strip.out, out);
  else memory.copy(out, strip.out, rest);
}
