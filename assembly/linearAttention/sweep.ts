// The backward pass of the causal form in one sweep from the last chunk to the first, where the sums before every chunk take
// little memory: features, gradients and pairs are then loaded and weighed once, not once for queries and once for keys.
import { beat, scratchOf } from '../parallel';
import {
  addPairs, addQueries, loadGradients, setAddends, startKeys, storeKeys, storeQueries, weighGradients,
} from './chunkGradients';
import { addRowsTo, packByRows, packTransposed } from './chunkRows';
import { loadKeys, loadQueries, weighPairs } from './forward';
import { LinearAttention, chunksOf, keysOf } from './job';
import { addToPanels } from './products';
import { touchKeys, touchOutputs, touchQueries } from './readAhead';
import { keptStateSize, linearStateSize, transposeState, transposedSize } from './state';
import { Workspace, placeWorkspace } from './workspace';

/** Chunks that are read ahead at a time: rows of small heads lie close together, and are read best in long runs. */
const AHEAD: i32 = 16;

/** All gradients of a head of keys, and of the queries' heads that it serves. */
export function sweepTask(unit: i32, args: usize, thread: i32): void {
  const job = changetype<LinearAttention>(args);
  const work = placeWorkspace(job, scratchOf(thread));
  const b = unit / job.kvHeads, kv = unit % job.kvHeads, group = job.heads / job.kvHeads;
  const real = keysOf(job, b);
  const chunks = chunksOf(job);
  keepStates(job, work, b, kv, chunks);
  memory.fill(work.state, 0, <usize>linearStateSize(job.f, job.ev) << 2);
  for (let c = chunks - 1; c >= 0; c--) {
    const i = c * job.chunk;
    const rows = min(job.chunk, job.length - i);
    const seen = max(0, min(rows, real - i));
    const before = keptState(job, work, c);
    if (c > 0 && c % AHEAD == 0) touchBefore(job, work, b, kv, i);
    if (seen > 0) {
      loadKeys(job, work, b, kv, i, seen);
      startKeys(job, work, seen);
      packByRows(work.keys, seen, job.f, work.keysByRows);
      packTransposed(work.keys, seen, job.f, work.packedFeatures);
      packTransposed(work.values, seen, job.ev, work.packedValues);
    }
    for (let h = kv * group; h < (kv + 1) * group; h++) {
      loadQueries(job, work, b, h, i, rows);
      loadGradients(job, work, b, h, i, rows);
      setAddends(job, work, b, h, i, rows);
      if (seen > 0) {
        weighPairs(job, work, rows, seen);
        weighGradients(job, work, rows, seen);
        addPairs(job, work, rows, seen);
      }
      storeQueries(job, work, b, h, i, rows, before, before + (<usize>transposedSize(job.f, job.ev) << 2), seen);
      addQueries(job, work, rows, work.state);
    }
    transposeState(work.state, job.f, job.ev, work.transposed);
    storeKeys(job, work, b, kv, i, rows, seen);
    beat(thread);
  }
}

/** The chunks before row `i`. */
function touchBefore(job: LinearAttention, work: Workspace, b: i32, kv: i32, i: i32): void {
  const rows = AHEAD * job.chunk, group = job.heads / job.kvHeads;
  touchKeys(job, work, b, kv, i - rows, rows);
  for (let h = kv * group; h < (kv + 1) * group; h++) {
    touchQueries(job, work, b, h, i - rows, rows);
    touchOutputs(job, work, b, h, i - rows, rows);
  }
}

/** The sums over all keys before chunk `c`: transposed, as panels, and behind them of features alone. */
function keptState(job: LinearAttention, work: Workspace, c: i32): usize {
  return work.kept + (<usize>(c * keptStateSize(job.f, job.ev)) << 2);
}

function keepStates(job: LinearAttention, work: Workspace, b: i32, kv: i32, chunks: i32): void {
  const bytes = <usize>keptStateSize(job.f, job.ev) << 2;
  memory.fill(work.kept, 0, bytes);
  for (let c = 1; c < chunks; c++) {
    const j = (c - 1) * job.chunk;
    const seen = max(0, min(job.chunk, keysOf(job, b) - j));
    const sums = keptState(job, work, c);
    memory.copy(sums, sums - bytes, bytes);
    if (seen == 0) continue;
    loadKeys(job, work, b, kv, j, seen);
    addToPanels(seen, job.ev, work.values, work.keys, job.f, sums);
    addRowsTo(sums + (<usize>transposedSize(job.f, job.ev) << 2), work.keys, seen, job.f, 0);
  }
}
