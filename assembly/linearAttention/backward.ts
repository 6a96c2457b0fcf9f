// The backward pass of linear attention: features, and weights within chunks, are computed again. With G = dO / sum of weights
// and c = -rowsum(G * O), what comes to a weight is G V^T + c: so dPhi(Q) = G S^T + c z^T with the sums S and z that the queries
// saw, and dS = Phi(Q)^T G, dz = Phi(Q)^T c go to the keys: dPhi(K) = V dS^T + dz, dV = Phi(K) dS. In the causal form
// queries see the sums of the keys before them, and keys those of the queries behind them, so that chunks run both ways.
import { release } from '../memory';
import { beat, jobArguments, reserve, reserveScratch, scratchOf } from '../parallel';
import {
  addOuter, addRowsTo, clearRows, loadRows, maskFuture, packByRows, packTransposed, storeRows, subtractDots,
} from './chunkRows';
import { storeGradients } from './features';
import { gatherTask, loadKeys, loadQueries, runTasks, stateOf, weighPairs } from './forward';
import { LinearAttention, cutSegments, keysOf, rowOf, unitsOf, visibleFrom } from './job';
import { ALL, PAST_LEFT, PAST_RESULT, addPastTransposed, addProduct, addToPanels } from './products';
import { linearStateSize, scanStates, sumStates, sumsOffset, transposeState } from './state';
import { Workspace, placeWorkspace, workspaceBytes } from './workspace';

/**
 * Sets dq [B, H, L, F], dk [B, Hk, S, F] and dv [B, Hk, S, Ev]. Arguments as in `linearAttentionForward`; `out`, `inverse` and
 * `state` are what it set, `g` is the gradient of `out`.
 */
export function linearAttentionBackward(
  batch: i32, heads: i32, kvHeads: i32, length: i32, keys: i32, f: i32, ev: i32, map: i32, epsilon: f32, divide: i32, causal: i32,
  q: usize, qBatch: i32, qHead: i32, qRow: i32,
  k: usize, kBatch: i32, kHead: i32, kRow: i32,
  v: usize, vBatch: i32, vHead: i32, vRow: i32,
  lengths: usize, visible: usize, visibleBatch: i32, visibleHead: i32, offsets: usize,
  out: usize, outBatch: i32, outHead: i32, outRow: i32, inverse: usize, state: usize,
  g: usize, gBatch: i32, gHead: i32, gRow: i32,
  dq: usize, dqBatch: i32, dqHead: i32, dqRow: i32,
  dk: usize, dkBatch: i32, dkHead: i32, dkRow: i32,
  dv: usize, dvBatch: i32, dvHead: i32, dvRow: i32,
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
  job.g = g; job.gBatch = gBatch; job.gHead = gHead; job.gRow = gRow;
  job.dq = dq; job.dqBatch = dqBatch; job.dqHead = dqHead; job.dqRow = dqRow;
  job.dk = dk; job.dkBatch = dkBatch; job.dkHead = dkHead; job.dkRow = dkRow;
  job.dv = dv; job.dvBatch = dvBatch; job.dvHead = dvHead; job.dvRow = dvRow;
  const units = unitsOf(job);
  if (units == 0) return;
  cutSegments(job);
  reserveScratch(workspaceBytes(job));
  const size = linearStateSize(f, ev);
  const bytes = <usize>(units * job.segments * size) << 2;
  job.gradientSums = reserve(bytes);
  job.addends = reserve(<usize>(batch * heads * length) << 2);
  if (causal) {
    job.sums = reserve(bytes);
    if (job.segments > 1) runTasks(job, gatherTask);
    for (let unit = 0; unit < units; unit++) scanStates(stateOf(job, job.sums, unit, 0), job.segments, size, false);
  }
  runTasks(job, queriesTask);
  for (let unit = 0; unit < units; unit++) {
    const sums = stateOf(job, job.gradientSums, unit, 0);
    if (causal) scanStates(sums, job.segments, size, true);
    else sumStates(sums, job.segments, size);
  }
  runTasks(job, keysTask);
  release(job.gradientSums);
  release(job.addends);
  if (causal) release(job.sums);
}

/** Floats of a cache line. */
const LINE: i32 = 16;

// @ts-ignore: decorator
@inline
function alone(job: LinearAttention, state: usize): usize {
  return state + (<usize>sumsOffset(job.f, job.ev) << 2);
}

/** Gradients of a segment's queries, and the sums that go from them to keys. */
function queriesTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<LinearAttention>(args);
  const work = placeWorkspace(job, scratchOf(thread));
  const unit = task / job.segments, segment = task % job.segments;
  const b = unit / job.kvHeads, kv = unit % job.kvHeads, group = job.heads / job.kvHeads;
  const size = <usize>linearStateSize(job.f, job.ev) << 2;
  const gradientSums = stateOf(job, job.gradientSums, unit, segment);
  memory.fill(gradientSums, 0, size);
  const seen = job.causal ? stateOf(job, job.sums, unit, segment) : job.state + <usize>unit * size;
  memory.copy(work.state, seen, size);
  transposeState(work.state, job.f, job.ev, work.transposed);
  const end = min((segment + 1) * job.segmentRows, job.length);
  for (let i = segment * job.segmentRows; i < end; i += job.chunk) {
    const rows = min(job.chunk, end - i);
    const seen = job.causal ? max(0, min(rows, keysOf(job, b) - i)) : 0;
    if (seen > 0) {
      loadKeys(job, work, b, kv, i, seen);
      packByRows(work.keys, seen, job.f, work.packedFeatures);
      packTransposed(work.values, seen, job.ev, work.packedValues);
    }
    for (let h = kv * group; h < (kv + 1) * group; h++) {
      loadQueries(job, work, b, h, i, rows);
      loadGradients(job, work, b, h, i, rows);
      setAddends(job, work, b, h, i, rows);
      const gradients = work.featureGradients;
      clearRows(gradients, rows, job.f);
      addProduct(ALL, rows, job.ev, work.gradients, work.transposed, job.f, gradients);
      addOuter(gradients, rows, job.f, work.addends, alone(job, work.state));
      if (seen > 0) {
        weighGradients(job, work, rows, seen);
        addProduct(PAST_LEFT, rows, seen, work.weightGradients, work.packedFeatures, job.f, gradients);
      }
      const dq = rowOf(job.dq, b, job.dqBatch, h, job.dqHead, i, job.dqRow);
      storeGradients(job.map, job.epsilon, gradients, work.queries, rows, job.f, 0, dq, job.dqRow);
      if (!job.causal || job.segments > 1) addQueries(job, work, rows, gradientSums);
    }
    if (seen > 0) {
      // Here the sums are wanted transposed alone.
      addToPanels(seen, job.ev, work.values, work.keys, job.f, work.transposed);
      addRowsTo(alone(job, work.state), work.keys, seen, job.f, 0);
    }
    beat(thread);
  }
}

/** Gradients of a segment's keys and values. */
function keysTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<LinearAttention>(args);
  const work = placeWorkspace(job, scratchOf(thread));
  const unit = task / job.segments, segment = task % job.segments;
  const b = unit / job.kvHeads, kv = unit % job.kvHeads, group = job.heads / job.kvHeads;
  const size = <usize>linearStateSize(job.f, job.ev) << 2;
  memory.copy(work.state, stateOf(job, job.gradientSums, unit, job.causal ? segment : 0), size);
  transposeState(work.state, job.f, job.ev, work.transposed);
  const from = segment * job.segmentRows, to = min(from + job.segmentRows, job.keys);
  const real = keysOf(job, b);
  const chunks = (to - from + job.chunk - 1) / job.chunk;
  for (let c = 0; c < chunks; c++) {
    const j = from + (job.causal ? chunks - 1 - c : c) * job.chunk;
    const rows = min(job.chunk, to - j);
    const seen = max(0, min(rows, real - j));
    if (job.causal && j > from) touchChunk(job, work, b, kv, j - job.chunk);
    if (seen > 0) {
      loadKeys(job, work, b, kv, j, seen);
      clearRows(work.featureGradients, seen, job.f);
      addProduct(ALL, seen, job.ev, work.values, work.transposed, job.f, work.featureGradients);
      for (let i = 0; i < seen; i++) store<f32>(work.factors + (<usize>i << 2), 1);
      addOuter(work.featureGradients, seen, job.f, work.factors, alone(job, work.state));
      clearRows(work.results, seen, job.ev);
      addProduct(ALL, seen, job.f, work.keys, work.state, job.ev, work.results);
    }
    if (job.causal) {
      if (seen > 0) {
        packTransposed(work.keys, seen, job.f, work.packedFeatures);
        packTransposed(work.values, seen, job.ev, work.packedValues);
      }
      for (let h = kv * group; h < (kv + 1) * group; h++) {
        loadQueries(job, work, b, h, j, rows);
        loadGradients(job, work, b, h, j, rows);
        if (seen > 0) {
          weighPairs(job, work, rows, seen);
          weighGradients(job, work, rows, seen);
          addPastTransposed(rows, seen, work.weightGradients, work.queries, job.f, work.featureGradients);
          addPastTransposed(rows, seen, work.weights, work.gradients, job.ev, work.results);
        }
        addQueries(job, work, rows, work.state);
      }
      transposeState(work.state, job.f, job.ev, work.transposed);
    }
    storeKeys(job, work, b, kv, j, rows, seen);
    beat(thread);
  }
}

/** Reads the memory of a chunk ahead of time: processors foresee rows that ascend, and these chunks do not. */
function touchChunk(job: LinearAttention, work: Workspace, b: i32, kv: i32, j: i32): void {
  const group = job.heads / job.kvHeads;
  let all = touchRows(rowOf(job.k, b, job.kBatch, kv, job.kHead, j, job.kRow), job.kRow, job.chunk, job.f)
    | touchRows(rowOf(job.v, b, job.vBatch, kv, job.vHead, j, job.vRow), job.vRow, job.chunk, job.ev);
  for (let h = kv * group; h < (kv + 1) * group; h++) {
    all |= touchRows(rowOf(job.q, b, job.qBatch, h, job.qHead, j, job.qRow), job.qRow, job.chunk, job.f)
      | touchRows(rowOf(job.g, b, job.gBatch, h, job.gHead, j, job.gRow), job.gRow, job.chunk, job.ev);
  }
  // What is read must go somewhere, or it is not read.
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

/** G, and where c is: for each query what comes to all of its weights alike. */
function loadGradients(job: LinearAttention, work: Workspace, b: i32, h: i32, i: i32, rows: i32): void {
  const at = <usize>((b * job.heads + h) * job.length + i) << 2;
  const g = rowOf(job.g, b, job.gBatch, h, job.gHead, i, job.gRow);
  loadRows(g, job.gRow, rows, job.ev, job.inverse + at, work.gradients);
  work.addends = job.addends + at;
}

/** c of a chunk's queries, for all tasks. */
function setAddends(job: LinearAttention, work: Workspace, b: i32, h: i32, i: i32, rows: i32): void {
  memory.fill(work.addends, 0, <usize>rows << 2);
  if (!job.divide) return;
  const out = rowOf(job.out, b, job.outBatch, h, job.outHead, i, job.outRow);
  subtractDots(work.addends, work.gradients, rows, job.ev, out, job.outRow);
}

/** What comes to the weights of a chunk's queries on those of its keys that are not in the future. */
function weighGradients(job: LinearAttention, work: Workspace, rows: i32, seen: i32): void {
  clearRows(work.weightGradients, rows, seen);
  addProduct(PAST_RESULT, rows, job.ev, work.gradients, work.packedValues, seen, work.weightGradients);
  maskFuture(work.weightGradients, rows, seen, work.addends);
}

/** The sums that go from queries to keys grow by a chunk's. */
function addQueries(job: LinearAttention, work: Workspace, rows: i32, sums: usize): void {
  addToPanels(rows, job.f, work.queries, work.gradients, job.ev, sums);
  addRowsTo(alone(job, sums), work.queries, rows, job.f, work.addends);
}

/** Gradients of a chunk's keys, of which `seen` are real; the others get none. */
function storeKeys(job: LinearAttention, work: Workspace, b: i32, h: i32, j: i32, rows: i32, seen: i32): void {
  const dk = rowOf(job.dk, b, job.dkBatch, h, job.dkHead, j, job.dkRow);
  const dv = rowOf(job.dv, b, job.dvBatch, h, job.dvHead, j, job.dvRow);
  storeGradients(
    job.map, job.epsilon, work.featureGradients, work.keys, seen, job.f, visibleFrom(job, b, h, j), dk, job.dkRow,
  );
  storeRows(work.results, seen, job.ev, 0, dv, job.dvRow);
  for (let row = seen; row < rows; row++) {
    memory.fill(dk + (<usize>row * <usize>job.dkRow << 2), 0, <usize>job.f << 2);
    memory.fill(dv + (<usize>row * <usize>job.dvRow << 2), 0, <usize>job.ev << 2);
  }
}
