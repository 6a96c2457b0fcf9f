// Loops over many tensors in one call: parameters, and what belongs to them.
import { copyEnd, storeEnd } from './ends';
import { jobArguments, reserveCommon, reserveScratch, scratchOf } from './parallel';
import { Share, endUnit, firstUnit, share } from './share';

/** Elements that are worked on as one unit. */
const PIECE: i32 = 4096;

/** A line of the list: a tensor of n floats, others of as many that go along with it, or 0, and two numbers. */
@unmanaged
export class Item {
  n: i32;
  x: usize;
  gradient: usize;
  m: usize;
  v: usize;
  stepSize: f32;
  rootCorrection: f32;
  /** The first of its units: written here. */
  firstUnit: i32;
  /** Of the part of an item that a loop is given only: what it adds up. */
  sum: f64;
}
const ITEM_BYTES: usize = 32;

/** Works on whole pairs of vectors. */
type Loop = (item: Item, settings: usize) => void;

@unmanaged
class ListJob extends Share {
  items: usize;
  loop: i32;
  /** float64 [units], or 0. */
  sums: usize;
}

/** In a job's arguments, and in a thread's scratch. */
const SETTINGS: usize = 128;
const ENDS: usize = 64;
const SCRATCH: usize = ENDS + 4 * 32;

/** Where a kernel lays out what its loop needs beside the list, before it calls `eachTensor`. */
export function listSettings(): usize {
  return jobArguments() + SETTINGS;
}

/** Runs a loop over the tensors of a list; `work` as in share.ts, for one element. Returns the sum of all sums. */
export function eachTensor(count: i32, items: usize, loop: Loop, work: i32, summing: bool): f64 {
  reserveScratch(SCRATCH);
  const job = changetype<ListJob>(jobArguments());
  job.items = items;
  job.loop = load<i32>(changetype<usize>(loop));
  let units = 0, total = 0;
  for (let i = 0; i < count; i++) {
    const item = changetype<Item>(items + <usize>i * ITEM_BYTES);
    item.firstUnit = units;
    units += unitsOf(item);
    total += item.n;
  }
  job.sums = summing ? reserveCommon(<usize>units << 3) : 0;
  share(units, total / max(1, units) * work, listTask, summing);
  let sum: f64 = 0;
  if (summing) for (let unit = 0; unit < units; unit++) sum += load<f64>(job.sums + (<usize>unit << 3));
  return sum;
}

// @ts-ignore: decorator
@inline
function unitsOf(item: Item): i32 {
  return (item.n + PIECE - 1) / PIECE;
}

function listTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<ListJob>(args);
  const part = changetype<Item>(scratchOf(thread));
  let item = changetype<Item>(job.items);
  const end = endUnit(job, task);
  for (let unit = firstUnit(job, task); unit < end; unit++) {
    while (item.firstUnit + unitsOf(item) <= unit) item = changetype<Item>(changetype<usize>(item) + ITEM_BYTES);
    const from = (unit - item.firstUnit) * PIECE;
    memory.copy(changetype<usize>(part), changetype<usize>(item), ITEM_BYTES);
    part.sum = 0;
    advance(part, from);
    runPart(job, part, min(PIECE, item.n - from), args + SETTINGS);
    if (job.sums) store<f64>(job.sums + (<usize>unit << 3), part.sum);
  }
}

function advance(part: Item, elements: i32): void {
  const bytes = <usize>elements << 2;
  part.x += bytes;
  if (part.gradient) part.gradient += bytes;
  if (part.m) part.m += bytes;
  if (part.v) part.v += bytes;
}

function runPart(job: ListJob, part: Item, n: i32, settings: usize): void {
  const rest = n & 7;
  part.n = n - rest;
  if (part.n) call_indirect<void>(job.loop, part, settings);
  if (rest == 0) return;
  advance(part, part.n);
  const ends = changetype<usize>(part) + ENDS;
  const x = part.x, m = part.m, v = part.v;
  part.n = 8;
  part.x = copyEnd(rest, x, 0, ends);
  part.gradient = part.gradient ? copyEnd(rest, part.gradient, 0, ends + 32) : 0;
  part.m = m ? copyEnd(rest, m, 0, ends + 64) : 0;
  part.v = v ? copyEnd(rest, v, 0, ends + 96) : 0;
  call_indirect<void>(job.loop, part, settings);
  if (job.sums) return;
  storeEnd(rest, ends, x);
  if (m) storeEnd(rest, ends + 64, m);
  if (v) storeEnd(rest, ends + 96, v);
}
