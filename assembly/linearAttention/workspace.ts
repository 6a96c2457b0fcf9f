// Where a thread's scratch memory holds what a task works on.
import { CHUNK_ROWS, chunkBytes } from './chunkRows';
import { LinearAttention, panelled, roundUp } from './job';
import { linearStateSize } from './state';

/** Chunks, see chunkRows.ts, and what is packed of them. */
@unmanaged
export class Workspace {
  /** Features of queries and of keys, values, gradients of outputs, and what becomes of them. */
  queries: usize; keys: usize; values: usize; gradients: usize; results: usize; featureGradients: usize;
  /** Weights of a chunk's queries on its keys, and their gradients. */
  weights: usize; weightGradients: usize;
  /** Right operands: of keys or queries, and of values. */
  packedFeatures: usize; packedValues: usize;
  /** A state, and the transpose of one. */
  state: usize; transposed: usize;
  /** Numbers for each row. */
  factors: usize; addends: usize;
}

const FIELDS: usize = 64;
const ROW_NUMBERS: usize = <usize>CHUNK_ROWS << 2;

function bytesOf(floats: i32): usize {
  // Not a multiple of the distance at which cache sets repeat.
  return (<usize>roundUp(floats, 16) << 2) + 192;
}

function transposedSize(job: LinearAttention): i32 {
  return panelled(job.f) * roundUp(job.ev, 4);
}

export function workspaceBytes(job: LinearAttention): usize {
  const features = chunkBytes(job.f), values = chunkBytes(job.ev);
  const packed = bytesOf(CHUNK_ROWS * panelled(job.f)) + bytesOf(CHUNK_ROWS * panelled(job.ev));
  const states = bytesOf(linearStateSize(job.f, job.ev)) + bytesOf(transposedSize(job));
  return FIELDS + 3 * features + 3 * values + 2 * chunkBytes(CHUNK_ROWS) + packed + states + ROW_NUMBERS;
}

export function placeWorkspace(job: LinearAttention, base: usize): Workspace {
  const work = changetype<Workspace>(base);
  const features = chunkBytes(job.f), values = chunkBytes(job.ev);
  let at = base + FIELDS;
  work.queries = at; at += features;
  work.keys = at; at += features;
  work.featureGradients = at; at += features;
  work.values = at; at += values;
  work.gradients = at; at += values;
  work.results = at; at += values;
  work.weights = at; at += chunkBytes(CHUNK_ROWS);
  work.weightGradients = at; at += chunkBytes(CHUNK_ROWS);
  work.packedFeatures = at; at += bytesOf(CHUNK_ROWS * panelled(job.f));
  work.packedValues = at; at += bytesOf(CHUNK_ROWS * panelled(job.ev));
  work.state = at; at += bytesOf(linearStateSize(job.f, job.ev));
  work.transposed = at; at += bytesOf(transposedSize(job));
  work.factors = at;
  memory.fill(work.transposed, 0, <usize>transposedSize(job) << 2);
  return work;
}
