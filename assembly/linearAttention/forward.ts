// Linear attention (Katharopoulos et al., 2020): with features of queries and keys, sums over the keys are all that a query
// needs, so that time grows with the length alone. Chunk by chunk features are made in the cache, and products run on them;
// the causal form carries the sums from chunk to chunk, and within a chunk it weighs pairs.
import { release } from '../memory';
import { beat, jobArguments, reserve, reserveScratch, run, scratchOf } from '../parallel';
import { addDots, addRowSums, addRowsTo, clearRows, loadRows, maskFuture, packByRows, packTransposed, storeRows } from './chunkRows';
import { EXP, EXP_BELOW_MAX, loadFeatures } from './features';
import { LinearAttention, cutSegments, isShared, keysOf, rowOf, unitsOf, visibleFrom } from './job';
import { ALL, PAST_LEFT, PAST_RESULT, addProduct, addToPanels } from './products';
import { linearStateSize, scanStates, sumStates, sumsOffset } from './state';
import { Workspace, placeWorkspace, workspaceBytes } from './workspace';

/**
 * out_i = sum_j w_ij v_j with w_ij = phi(q_i) . phi(k_j), over the keys that are seen, divided by sum_j w_ij with `divide`;
 * see LinearAttention for the operands. `inverse` and, but for the causal form, `state` are for the backward pass. A query that
 * sees nothing gives zeros.
 */
export function linearAttentionForward(
  batch: i32, heads: i32, kvHeads: i32, length: i32, keys: i32, f: i32, ev: i32, map: i32, epsilon: f32, divide: i32, causal: i32,
  q: usize, qBatch: i32, qHead: i32, qRow: i32,
  k: usize, kBatch: i32, kHead: i32, kRow: i32,
  v: usize, vBatch: i32, vHead: i32, vRow: i32,
  lengths: usize, visible: usize, visibleBatch: i32, visibleHead: i32, offsets: usize,
  out: usize, outBatch: i32, outHead: i32, outRow: i32, inverse: usize, state: usize,
): void {
  const job = changetype<LinearAttention>(jobArguments());
  job.batch = batch; job.heads = heads; job.kvHeads = kvHeads; job.length = length; job.keys = keys; job.f = f; job.ev = ev;
  job.map = map; job.epsilon = epsilon; job.divide = divide; job.causal = causal;
  job.q = q; job.qBatch = qBatch; job.qHead = qHead; job.qRow = qRow;
  job.k = k; job.kBatch = kBatch; job.kHead = kHead; job.kRow = kRow;
  job.v = v; job.vBatch = vBatch; job.vHead = vHead; job.vRow = vRow;
  job.lengths = lengths; job.visible = visible; job.visibleBatch = visibleBatch; job.visibleHead = visibleHead;
  job.offsets = offsets;
  job.out = out; job.outBatch = outBatch; job.outHead = outHead; job.outRow = outRow;
  job.inverse = inverse; job.state = state;
  const units = unitsOf(job);
  if (units == 0) return;
  cutSegments(job);
  reserveScratch(workspaceBytes(job));
  const size = linearStateSize(f, ev);
  job.sums = reserve(<usize>(units * job.segments * size) << 2);
  if (!causal || job.segments > 1) runTasks(job, gatherTask);
  for (let unit = 0; unit < units; unit++) {
    const states = stateOf(job, job.sums, unit, 0);
    if (causal) scanStates(states, job.segments, size, false);
    else {
      sumStates(states, job.segments, size);
      memory.copy(state + (<usize>(unit * size) << 2), states, <usize>size << 2);
    }
  }
  runTasks(job, causal ? causalTask : applyTask);
  release(job.sums);
}

/** A task for each segment of each unit. */
export function runTasks(job: LinearAttention, task: (task: i32, args: usize, thread: i32) => void): void {
  const tasks = unitsOf(job) * job.segments;
  if (isShared(job)) run(tasks, task, true);
  else for (let i = 0; i < tasks; i++) task(i, changetype<usize>(job), 0);
}

/** The sums of a segment. */
// @ts-ignore: decorator
@inline
export function stateOf(job: LinearAttention, states: usize, unit: i32, segment: i32): usize {
  return states + (<usize>((unit * job.segments + segment) * linearStateSize(job.f, job.ev)) << 2);
}

/** Sums over the keys of a segment. */
export function gatherTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<LinearAttention>(args);
  const work = placeWorkspace(job, scratchOf(thread));
  const unit = task / job.segments, segment = task % job.segments;
  const b = unit / job.kvHeads, h = unit % job.kvHeads;
  const sums = stateOf(job, job.sums, unit, segment);
  memory.fill(sums, 0, <usize>linearStateSize(job.f, job.ev) << 2);
  const end = min((segment + 1) * job.segmentRows, keysOf(job, b));
  for (let j = segment * job.segmentRows; j < end; j += job.chunk) {
    const rows = min(job.chunk, end - j);
    loadKeys(job, work, b, h, j, rows);
    addKeys(job, work, rows, sums);
    beat(thread);
  }
}

/** A chunk's keys, as features, and values. */
export function loadKeys(job: LinearAttention, work: Workspace, b: i32, h: i32, j: i32, rows: i32): void {
  const k = rowOf(job.k, b, job.kBatch, h, job.kHead, j, job.kRow);
  const number = job.offsets ? load<f32>(job.offsets + (<usize>(b * job.kvHeads + h) << 2)) : job.epsilon;
  loadFeatures(job.map, number, k, job.kRow, rows, job.f, visibleFrom(job, b, h, j), work.keys);
  loadRows(rowOf(job.v, b, job.vBatch, h, job.vHead, j, job.vRow), job.vRow, rows, job.ev, 0, work.values);
}

export function loadQueries(job: LinearAttention, work: Workspace, b: i32, h: i32, i: i32, rows: i32): void {
  const q = rowOf(job.q, b, job.qBatch, h, job.qHead, i, job.qRow);
  const map = job.map == EXP ? EXP_BELOW_MAX : job.map;
  loadFeatures(map, job.epsilon, q, job.qRow, rows, job.f, 0, work.queries);
}

/** The sums grow by a chunk's keys. */
function addKeys(job: LinearAttention, work: Workspace, rows: i32, sums: usize): void {
  addToPanels(rows, job.f, work.keys, work.values, job.ev, sums);
  addRowsTo(sums + (<usize>sumsOffset(job.f, job.ev) << 2), work.keys, rows, job.f, 0);
}

/** Outputs of a segment's queries, which all see the same keys. */
function applyTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<LinearAttention>(args);
  const work = placeWorkspace(job, scratchOf(thread));
  const unit = task / job.segments, segment = task % job.segments;
  const b = unit / job.kvHeads, group = job.heads / job.kvHeads, first = unit % job.kvHeads * group;
  const sums = stateOf(job, job.sums, unit, 0);
  const end = min((segment + 1) * job.segmentRows, job.length);
  for (let h = first; h < first + group; h++) {
    for (let i = segment * job.segmentRows; i < end; i += job.chunk) {
      const rows = min(job.chunk, end - i);
      loadQueries(job, work, b, h, i, rows);
      memory.fill(work.factors, 0, <usize>rows << 2);
      weighSums(job, work, rows, sums);
      storeOutput(job, work, b, h, i, rows);
      beat(thread);
    }
  }
}

/** The same where no query sees what comes after it. */
function causalTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<LinearAttention>(args);
  const work = placeWorkspace(job, scratchOf(thread));
  const unit = task / job.segments, segment = task % job.segments;
  const b = unit / job.kvHeads, kv = unit % job.kvHeads, group = job.heads / job.kvHeads;
  const sums = work.state;
  memory.copy(sums, stateOf(job, job.sums, unit, segment), <usize>linearStateSize(job.f, job.ev) << 2);
  const end = min((segment + 1) * job.segmentRows, job.length);
  for (let i = segment * job.segmentRows; i < end; i += job.chunk) {
    const rows = min(job.chunk, end - i);
    const seen = max(0, min(rows, keysOf(job, b) - i));
    loadKeys(job, work, b, kv, i, seen);
    packTransposed(work.keys, seen, job.f, work.packedFeatures);
    packByRows(work.values, seen, job.ev, work.packedValues);
    for (let h = kv * group; h < (kv + 1) * group; h++) {
      loadQueries(job, work, b, h, i, rows);
      memory.fill(work.factors, 0, <usize>rows << 2);
      weighSums(job, work, rows, sums);
      if (seen > 0) weighChunk(job, work, rows, seen);
      storeOutput(job, work, b, h, i, rows);
    }
    if (seen > 0) addKeys(job, work, seen, sums);
    beat(thread);
  }
}

/** Results become what the sums give the queries, and factors grow by the sums of weights. */
function weighSums(job: LinearAttention, work: Workspace, rows: i32, sums: usize): void {
  clearRows(work.results, rows, job.ev);
  addProduct(ALL, rows, job.f, work.queries, sums, job.ev, work.results);
  if (job.divide) addDots(work.factors, work.queries, rows, job.f, sums + (<usize>sumsOffset(job.f, job.ev) << 2));
}

/** Results and factors grow by what a chunk's keys give its queries. */
function weighChunk(job: LinearAttention, work: Workspace, rows: i32, seen: i32): void {
  weighPairs(job, work, rows, seen);
  if (job.divide) addRowSums(work.factors, work.weights, rows, seen);
  addProduct(PAST_LEFT, rows, seen, work.weights, work.packedValues, job.ev, work.results);
}

/** Weights of a chunk's queries on those of its keys that are not in the future. */
export function weighPairs(job: LinearAttention, work: Workspace, rows: i32, seen: i32): void {
  clearRows(work.weights, rows, seen);
  addProduct(PAST_RESULT, rows, job.f, work.queries, work.packedFeatures, seen, work.weights);
  maskFuture(work.weights, rows, seen, 0);
}

/** Of a smaller sum little is left above the smallest floats, and what is divided by it, gradients included, overflows; divided.ts has the same. */
const SMALLEST_SUM: f32 = <f32>1e-34;

/** Results, divided by their sums of weights. */
function storeOutput(job: LinearAttention, work: Workspace, b: i32, h: i32, i: i32, rows: i32): void {
  const inverse = job.inverse + (<usize>((b * job.heads + h) * job.length + i) << 2);
  for (let row = 0; row < rows; row++) {
    const sum = load<f32>(work.factors + (<usize>row << 2));
    store<f32>(inverse + (<usize>row << 2), !job.divide ? 1 : abs(sum) < SMALLEST_SUM ? 0 : 1 / sum);
  }
  const out = rowOf(job.out, b, job.outBatch, h, job.outHead, i, job.outRow);
  storeRows(work.results, rows, job.ev, inverse, out, job.outRow);
}
