// Work on several threads. A kernel cuts its work into numbered tasks; the caller's thread and the workers take them
// from a common counter, whoever is free the next. Nobody waits for a worker that has not taken a task, so that one
// which sleeps, or is not there yet, costs nothing; results do not depend on who did what.
//
// All threads run instances of one module on one memory. Only the caller's allocates.

import { release } from './memory';

/** Cuts no finer than so many threads can use. */
export const MAX_THREADS: i32 = 64;

// What the threads share, in bytes from `control`; each word that several write has a cache line of its own.
/** i64: the number of the job in the upper half, the tasks that nobody has taken yet in the lower one. */
const CLAIM: usize = 0;
const JOB: usize = CLAIM + 4;
/** i32: tasks done. */
const FINISHED: usize = 64;
/** i32: workers that wait to be woken. */
const SLEEPERS: usize = 128;
/** i32: place of the job's function in the table. */
const FUNCTION: usize = 192;
/** i32: how often an idle worker looks for work before it goes to sleep. */
const PATIENCE: usize = 196;
/** The job's arguments, laid out as the kernel likes. */
const ARGUMENTS: usize = 256;
const THREADS: usize = ARGUMENTS + 1024;
const THREAD_BYTES: usize = 64;
export const CONTROL_BYTES: usize = THREADS + <usize>(MAX_THREADS + 1) * THREAD_BYTES;

// Of each thread, in bytes from its place.
/** i32: the task it works on, plus one; 0 for none. */
const TASK: usize = 0;
/** i32: counts up while it works. */
const BEATS: usize = 4;
/** i32: 1 once it takes part, 2 when it is given up for dead. */
const STATE: usize = 8;
const SCRATCH: usize = 16;
const SCRATCH_BYTES: usize = 20;

const PRESENT: i32 = 1;
const LOST: i32 = 2;

/** Blocks a multiple of 4 KiB apart would share cache sets. */
const PAD: usize = 1088;

/** A block of memory; the host throws where there is none. */
@external("env", "reserve")
export declare function reserve(bytes: usize): usize;
/** Has the host start its workers; called once, by the first job that is worth it. */
@external("env", "startWorkers")
declare function startWorkers(): void;
/** Called every now and then while the caller's thread waits; the host marks dead workers by `giveUp`. */
@external("env", "waiting")
declare function waiting(): void;
/** Throws: a worker died while it changed values in place. */
@external("env", "workLost")
declare function workLost(): void;

type Task = (task: i32, args: usize, thread: i32) => void;

let control: usize = 0;
let threads: i32 = 1;
let started: bool = false;

/** Prepares for so many threads, the caller's included; the address of what they share. */
export function setThreads(count: i32, patience: i32): usize {
  if (!control) {
    control = reserve(CONTROL_BYTES);
    memory.fill(control, 0, CONTROL_BYTES);
  }
  threads = count;
  store<i32>(control + PATIENCE, patience);
  started = false;
  return control;
}

/** How many threads work is cut for. */
export function threadCount(): i32 {
  return threads;
}

/** How many workers take part now. */
export function workersPresent(): i32 {
  let present = 0;
  for (let t = 1; t < threads; t++) if (atomic.load<i32>(place(t) + STATE) == PRESENT) present++;
  return present;
}

/** A number that changes while the thread is at work, and 0 while it is idle. */
export function heartbeat(thread: i32): i32 {
  const at = place(thread);
  return atomic.load<i32>(at + TASK) == 0 ? 0 : atomic.load<i32>(at + BEATS) | 1;
}

/** From now on nobody waits for the thread. */
export function giveUp(thread: i32): void {
  atomic.store<i32>(place(thread) + STATE, LOST);
}

// @ts-ignore: decorator
@inline
function place(thread: i32): usize {
  return control + THREADS + <usize>thread * THREAD_BYTES;
}

/** Where a kernel lays out its arguments before it calls `run`. */
// @ts-ignore: decorator
@inline
export function jobArguments(): usize {
  return control + ARGUMENTS;
}

/** A long task calls it now and then, so that it is not taken for dead. */
// @ts-ignore: decorator
@inline
export function beat(thread: i32): void {
  const at = place(thread) + BEATS;
  atomic.store<i32>(at, load<i32>(at) + 2);
}

/** Gives every thread scratch memory of at least so many bytes, which only grows; nothing in it outlives a job. */
export function reserveScratch(bytes: usize): void {
  for (let t = 0; t < threads; t++) grow(place(t), bytes);
}

/** The same for memory that all threads of a job share. */
export function reserveCommon(bytes: usize): usize {
  const at = place(MAX_THREADS);
  grow(at, bytes);
  return load<u32>(at + SCRATCH);
}

function grow(at: usize, bytes: usize): void {
  if (<usize>load<u32>(at + SCRATCH_BYTES) >= bytes || load<i32>(at + STATE) == LOST) return;
  if (load<u32>(at + SCRATCH_BYTES) > 0) {
    store<u32>(at + SCRATCH_BYTES, 0);
    release(load<u32>(at + SCRATCH));
  }
  const room = bytes + (bytes >> 3) + PAD;
  store<u32>(at + SCRATCH, reserve(room));
  store<u32>(at + SCRATCH_BYTES, room);
}

// @ts-ignore: decorator
@inline
export function scratchOf(thread: i32): usize {
  return load<u32>(place(thread) + SCRATCH);
}

/**
 * Runs `task` for tasks - 1 down to 0. `repeatable` says that a task may be done again after one that broke off in the
 * middle: it sets values and reads none that it sets.
 */
export function run(tasks: i32, task: Task, repeatable: bool): void {
  const args = jobArguments();
  if (threads == 1 || tasks <= 1) {
    for (let i = tasks - 1; i >= 0; i--) task(i, args, 0);
    return;
  }
  if (!started) {
    started = true;
    startWorkers();
  }
  publish(tasks, load<i32>(changetype<usize>(task)));
  let mine = 0;
  for (let i = take(); i >= 0; i = take()) {
    task(i, args, 0);
    mine++;
  }
  if (atomic.add<i32>(control + FINISHED, mine) + mine < tasks) awaitOthers(tasks, task, args, repeatable);
}

function publish(tasks: i32, fn: i32): void {
  store<i32>(control + FUNCTION, fn);
  atomic.store<i32>(control + FINISHED, 0);
  const job = <i64>(load<i32>(control + JOB) + 1);
  atomic.store<i64>(control + CLAIM, (job << 32) | <i64>tasks);
  const sleepers = atomic.load<i32>(control + SLEEPERS);
  if (sleepers > 0) atomic.notify(control + JOB, min(sleepers, tasks - 1));
}

/** The number of a task that is now the caller's, or -1. */
function take(): i32 {
  let claim = atomic.load<i64>(control + CLAIM);
  while (<i32>claim > 0) {
    const seen = atomic.cmpxchg<i64>(control + CLAIM, claim, claim - 1);
    if (seen == claim) return <i32>claim - 1;
    claim = seen;
  }
  return -1;
}

function awaitOthers(tasks: i32, task: Task, args: usize, repeatable: bool): void {
  let broken = false;
  for (let turns = 1; atomic.load<i32>(control + FINISHED) < tasks; turns++) {
    if ((turns & 0x3ffff) != 0) continue;
    waiting();
    for (let t = 1; t < threads; t++) {
      if (atomic.load<i32>(place(t) + STATE) != LOST) continue;
      const mark = atomic.load<i32>(place(t) + TASK);
      if (mark == 0 || atomic.cmpxchg<i32>(place(t) + TASK, mark, 0) != mark) continue;
      if (repeatable) task(mark - 1, args, 0);
      else broken = true;
      atomic.add<i32>(control + FINISHED, 1);
    }
  }
  if (broken) workLost();
}

/** What a worker does all its life. It returns when it was given up. */
export function work(at: usize, thread: i32): void {
  control = at;
  const self = place(thread);
  const patience = load<i32>(control + PATIENCE);
  if (atomic.cmpxchg<i32>(self + STATE, 0, PRESENT) != 0) return;
  for (;;) {
    for (let i = take(); i >= 0; i = take()) {
      atomic.store<i32>(self + TASK, i + 1);
      beat(thread);
      call_indirect<void>(load<i32>(control + FUNCTION), i, control + ARGUMENTS, thread);
      // Whoever takes the mark away counts the task.
      if (atomic.cmpxchg<i32>(self + TASK, i + 1, 0) != i + 1) return;
      atomic.add<i32>(control + FINISHED, 1);
    }
    awaitJob(patience);
    if (atomic.load<i32>(self + STATE) == LOST) return;
  }
}

function awaitJob(patience: i32): void {
  for (let i = 0; i < patience; i++) if (atomic.load<i32>(control + CLAIM) != 0) return;
  const job = atomic.load<i32>(control + JOB);
  atomic.add<i32>(control + SLEEPERS, 1);
  if (atomic.load<i32>(control + CLAIM) == 0) atomic.wait<i32>(control + JOB, job, -1);
  atomic.sub<i32>(control + SLEEPERS, 1);
}
