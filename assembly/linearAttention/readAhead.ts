// Reading memory before its turn: processors foresee rows that ascend, and chunks of the backward pass descend. What will be
// written is read as well, so that it is there to be written to.
import { LinearAttention, rowOf } from './job';
import { Workspace } from './workspace';

/** Floats of a cache line. */
const LINE: i32 = 16;

/** Keys, values and their gradients, from row `j` on. */
export function touchKeys(job: LinearAttention, work: Workspace, b: i32, kv: i32, j: i32, rows: i32): void {
  const all = touchRows(rowOf(job.k, b, job.kBatch, kv, job.kHead, j, job.kRow), job.kRow, rows, job.f)
    | touchRows(rowOf(job.v, b, job.vBatch, kv, job.vHead, j, job.vRow), job.vRow, rows, job.ev)
    | touchRows(rowOf(job.dk, b, job.dkBatch, kv, job.dkHead, j, job.dkRow), job.dkRow, rows, job.f)
    | touchRows(rowOf(job.dv, b, job.dvBatch, kv, job.dvHead, j, job.dvRow), job.dvRow, rows, job.ev);
  // What is read must go somewhere, or it is not read.
  store<i32>(work.factors, all);
}

/** A head's queries and gradients of outputs. */
export function touchQueries(job: LinearAttention, work: Workspace, b: i32, h: i32, i: i32, rows: i32): void {
  const all = touchRows(rowOf(job.q, b, job.qBatch, h, job.qHead, i, job.qRow), job.qRow, rows, job.f)
    | touchRows(rowOf(job.g, b, job.gBatch, h, job.gHead, i, job.gRow), job.gRow, rows, job.ev);
  store<i32>(work.factors, all);
}

/** Its outputs and gradients of queries. */
export function touchOutputs(job: LinearAttention, work: Workspace, b: i32, h: i32, i: i32, rows: i32): void {
  const all = touchRows(rowOf(job.out, b, job.outBatch, h, job.outHead, i, job.outRow), job.outRow, rows, job.ev)
    | touchRows(rowOf(job.dq, b, job.dqBatch, h, job.dqHead, i, job.dqRow), job.dqRow, rows, job.f);
  store<i32>(work.factors, all);
}

function touchRows(from: usize, row: i32, rows: i32, columns: i32): i32 {
  let all: i32 = 0;
  const step = max(1, LINE / max(1, row));
  for (let i = 0; i < rows; i += step) {
    const at = from + (<usize>i * <usize>row << 2);
    for (let c = 0; c < columns; c += LINE) all |= load<i32>(at + (<usize>c << 2));
  }
  return all;
}
