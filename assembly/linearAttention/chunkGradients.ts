// What the backward pass does with a chunk of queries, or of keys; see backward.ts for the formulas.
import { addOuter, addRowsTo, clearRows, loadRows, maskFuture, storeRows, subtractDots } from './chunkRows';
import { storeGradients } from './features';
import { LinearAttention, rowOf, visibleFrom } from './job';
import { ALL, PAST_LEFT, PAST_RESULT, addPastTransposed, addProduct, addToPanels } from './products';
import { sumsOffset } from './state';
import { Workspace } from './workspace';

/** The sums of features alone, behind those of features times values. */
// @ts-ignore: decorator
@inline
export function alone(job: LinearAttention, state: usize): usize {
  return state + (<usize>sumsOffset(job.f, job.ev) << 2);
}

/** G, and where c is: for each query what comes to all of its weights alike. */
export function loadGradients(job: LinearAttention, work: Workspace, b: i32, h: i32, i: i32, rows: i32): void {
  const at = <usize>((b * job.heads + h) * job.length + i) << 2;
  const g = rowOf(job.g, b, job.gBatch, h, job.gHead, i, job.gRow);
  loadRows(g, job.gRow, rows, job.ev, job.inverse + at, work.gradients);
  work.addends = job.addends + at;
}

/** c of a chunk's queries, for all tasks. */
export function setAddends(job: LinearAttention, work: Workspace, b: i32, h: i32, i: i32, rows: i32): void {
  memory.fill(work.addends, 0, <usize>rows << 2);
  if (!job.divide) return;
  const out = rowOf(job.out, b, job.outBatch, h, job.outHead, i, job.outRow);
  subtractDots(work.addends, work.gradients, rows, job.ev, out, job.outRow);
}

/** What comes to the weights of a chunk's queries on those of its keys that are not in the future. */
export function weighGradients(job: LinearAttention, work: Workspace, rows: i32, seen: i32): void {
  clearRows(work.weightGradients, rows, seen);
  addProduct(PAST_RESULT, rows, job.ev, work.gradients, work.packedValues, seen, work.weightGradients);
  maskFuture(work.weightGradients, rows, seen, work.addends);
}

/** The sums that go from queries to keys grow by a chunk's. */
export function addQueries(job: LinearAttention, work: Workspace, rows: i32, sums: usize): void {
  addToPanels(rows, job.f, work.queries, work.gradients, job.ev, sums);
  addRowsTo(alone(job, sums), work.queries, rows, job.f, work.addends);
}

/** Gradients of a chunk's keys, of which `seen` are real; the others get none. */
export function storeKeys(job: LinearAttention, work: Workspace, b: i32, h: i32, j: i32, rows: i32, seen: i32): void {
  const dk = rowOf(job.dk, b, job.dkBatch, h, job.dkHead, j, job.dkRow);
  const dv = rowOf(job.dv, b, job.dvBatch, h, job.dvHead, j, job.dvRow);
  storeGradients(
    job.map, job.epsilon, work.keyGradients, work.keys, seen, job.f, visibleFrom(job, b, h, j), dk, job.dkRow,
  );
  storeRows(work.results, seen, job.ev, 0, dv, job.dvRow);
  for (let row = seen; row < rows; row++) {
    memory.fill(dk + (<usize>row * <usize>job.dkRow << 2), 0, <usize>job.f << 2);
    memory.fill(dv + (<usize>row * <usize>job.dvRow << 2), 0, <usize>job.ev << 2);
  }
}

/** Gradients of a chunk's queries, which saw the sums `transposed` and `sums`, and of their own chunk `seen` keys. */
export function storeQueries(
  job: LinearAttention, work: Workspace, b: i32, h: i32, i: i32, rows: i32, transposed: usize, sums: usize, seen: i32,
): void {
  const gradients = work.queryGradients;
  clearRows(gradients, rows, job.f);
  addProduct(ALL, rows, job.ev, work.gradients, transposed, job.f, gradients);
  addOuter(gradients, rows, job.f, work.addends, sums);
  if (seen > 0) addProduct(PAST_LEFT, rows, seen, work.weightGradients, work.keysByRows, job.f, gradients);
  const dq = rowOf(job.dq, b, job.dqBatch, h, job.dqHead, i, job.dqRow);
  storeGradients(job.map, job.epsilon, gradients, work.queries, rows, job.f, 0, dq, job.dqRow);
}

/** What keys and values get of the queries in other chunks, whose sums are the state and its transpose. */
export function startKeys(job: LinearAttention, work: Workspace, seen: i32): void {
  clearRows(work.keyGradients, seen, job.f);
  addProduct(ALL, seen, job.ev, work.values, work.transposed, job.f, work.keyGradients);
  for (let i = 0; i < seen; i++) store<f32>(work.factors + (<usize>i << 2), 1);
  addOuter(work.keyGradients, seen, job.f, work.factors, alone(job, work.state));
  clearRows(work.results, seen, job.ev);
  addProduct(ALL, seen, job.f, work.keys, work.state, job.ev, work.results);
}

/** What they get of a head's queries in their own chunk, by the weights and their gradients. */
export function addPairs(job: LinearAttention, work: Workspace, rows: i32, seen: i32): void {
  addPastTransposed(rows, seen, work.weightGradients, work.queries, job.f, work.keyGradients);
  addPastTransposed(rows, seen, work.weights, work.gradients, job.ev, work.results);
}
