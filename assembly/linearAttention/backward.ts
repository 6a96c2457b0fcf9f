// The backward pass of linear attention: features, and weights within chunks, are computed again. With G = dO / sum of weights
// and c = -rowsum(G * O), what comes to a weight is G V^T + c: so dPhi(Q) = G S^T + c z^T with the sums S and z that the queries
// saw, and dS = Phi(Q)^T G, dz = Phi(Q)^T c go to the keys: dPhi(K) = V dS^T + dz, dV = Phi(K) dS. In the causal form
// queries see the sums of the keys before them, and keys those of the queries behind them, so that chunks run both ways.
import { release } from '../memory';
import { beat, jobArguments, reserve, reserveScratch, scratchOf } from '../parallel';
import {
  addPairs, addQueries, alone, loadGradients, setAddends, startKeys, storeKeys, storeQueries, weighGradients,
} from './chunkGradients';
import { addRowsTo, packByRows, packTransposed } from './chunkRows';
import { gatherTask, loadKeys, loadQueries, runTasks, stateOf, weighPairs } from './forward';
import { LinearAttention, cutSegments, keepsStates, keysOf, unitsOf } from './job';
import { addToPanels } from './products';
import { touchKeys, touchQueries } from './readAhead';
import { linearStateSize, scanStates, sumStates, transposeState } from './state';
import { sweepTask } from './sweep';
import { keptBytes, placeWorkspace, workspaceBytes } from './workspace';

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
  reserveScratch(workspaceBytes(job) + keptBytes(job));
  job.addends = reserve(<usize>(batch * heads * length) << 2);
  if (keepsStates(job)) runTasks(job, sweepTask);
  else sweepTwice(job);
  release(job.addends);
}

/** Queries forward, and then keys backward, in the causal form; in the other they are in no order. */
function sweepTwice(job: LinearAttention): void {
  const units = unitsOf(job), size = linearStateSize(job.f, job.ev);
  const bytes = <usize>(units * job.segments * size) << 2;
  job.gradientSums = reserve(bytes);
  if (job.causal) {
    job.sums = reserve(bytes);
    if (job.segments > 1) runTasks(job, gatherTask);
    for (let unit = 0; unit < units; unit++) scanStates(stateOf(job, job.sums, unit, 0), job.segments, size, false);
  }
  runTasks(job, queriesTask);
  for (let unit = 0; unit < units; unit++) {
    const sums = stateOf(job, job.gradientSums, unit, 0);
    if (job.causal) scanStates(sums, job.segments, size, true);
    else sumStates(sums, job.segments, size);
  }
  runTasks(job, keysTask);
  release(job.gradientSums);
  if (job.causal) release(job.sums);
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
      packByRows(work.keys, seen, job.f, work.keysByRows);
      packTransposed(work.values, seen, job.ev, work.packedValues);
    }
    for (let h = kv * group; h < (kv + 1) * group; h++) {
      loadQueries(job, work, b, h, i, rows);
      loadGradients(job, work, b, h, i, rows);
      setAddends(job, work, b, h, i, rows);
      if (seen > 0) weighGradients(job, work, rows, seen);
      storeQueries(job, work, b, h, i, rows, work.transposed, alone(job, work.state), seen);
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
    if (job.causal && j > from) {
      touchKeys(job, work, b, kv, j - job.chunk, job.chunk);
      for (let h = kv * group; h < (kv + 1) * group; h++) touchQueries(job, work, b, h, j - job.chunk, job.chunk);
    }
    if (seen > 0) {
      loadKeys(job, work, b, kv, j, seen);
      startKeys(job, work, seen);
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
          addPairs(job, work, rows, seen);
        }
        addQueries(job, work, rows, work.state);
      }
      transposeState(work.state, job.f, job.ev, work.transposed);
    }
    storeKeys(job, work, b, kv, j, rows, seen);
    beat(thread);
  }
}
