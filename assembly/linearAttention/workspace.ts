// Where a thread's scratch memory holds what a task works on.
import { CHUNK_ROWS, chunkBytes } from './chunkRows';
import { LinearAttention, chunksOf, keepsStates, panelled, roundUp } from './job';
import { keptStateSize, linearStateSize, transposedSize } from './state';

/** Chunks, see chunkRows.ts, and what is packed of them. */
@unmanaged
export class Workspace {
  /** Features of queries and of keys, values, gradients of outputs, and what becomes of them. */
  queries: usize; keys: usize; values: usize; gradients: usize; results: usize; queryGradients: usize; keyGradients: usize;
  /** Weights of a chunk's queries on its keys, and their gradients. */
  weights: usize; weightGradients: usize;
  /** Right operands: of keys by their features and by their rows, and of values. */
  packedFeatures: usize; keysByRows: usize; packedValues: usize;
  /** A state, and the transpose of one. */
  state: usize; transposed: usize;
  /** Numbers for each row. */
  factors: usize; addends: usize;
  /** The sums before each chunk, where they are kept; see sweep.ts. */
  kept: usize;
}

const FIELDS: usize = 128;
const ROW_NUMBERS: usize = <usize>CHUNK_ROWS << 2;

function bytesOf(floats: i32): usize {
  // Not a multiple of the distance at which cache sets repeat.
  return (<usize>roundUp(floats, 16) << 2) + 192;
}

export function workspaceBytes(job: LinearAttention): usize {
  const features = chunkBytes(job.f), values = chunkBytes(job.ev);
  const packed = 2 * bytesOf(CHUNK_ROWS * panelled(job.f)) + bytesOf(CHUNK_ROWS * panelled(job.ev));
  const states = bytesOf(linearStateSize(job.f, job.ev)) + bytesOf(transposedSize(job.f, job.ev));
  return FIELDS + 4 * features + 3 * values + 2 * chunkBytes(CHUNK_ROWS) + packed + states + ROW_NUMBERS;
}

/** What is kept of a unit beside the workspace. */
export function keptBytes(job: LinearAttention): usize {
  return keepsStates(job) ? <usize>(chunksOf(job) * keptStateSize(job.f, job.ev)) << 2 : 0;
}

export function placeWorkspace(job: LinearAttention, base: usize): Workspace {
  const work = changetype<Workspace>(base);
  const features = chunkBytes(job.f), values = chunkBytes(job.ev);
  let at = base + FIELDS;
  work.queries = at; at += features;
  work.keys = at; at += features;
  work.queryGradients = at; at += features;
  work.keyGradients = at; at += features;
  work.values = at; at += values;
  work.gradients = at; at += values;
  work.results = at; at += values;
  work.weights = at; at += chunkBytes(CHUNK_ROWS);
  work.weightGradients = at; at += chunkBytes(CHUNK_ROWS);
  work.packedFeatures = at; at += bytesOf(CHUNK_ROWS * panelled(job.f));
  work.keysByRows = at; at += bytesOf(CHUNK_ROWS * panelled(job.f));
  work.packedValues = at; at += bytesOf(CHUNK_ROWS * panelled(job.ev));
  work.state = at; at += bytesOf(linearStateSize(job.f, job.ev));
  work.transposed = at; at += bytesOf(transposedSize(job.f, job.ev));
  work.factors = at; at += ROW_NUMBERS;
  work.kept = at;
  memory.fill(work.transposed, 0, <usize>transposedSize(job.f, job.ev) << 2);
  return work;
}
