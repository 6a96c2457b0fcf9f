// Where a task of the backward pass keeps what it works on.
import { LEFT_ROW, NR } from '../generated/tile';
import { BLOCK } from './blockMap';
import { Attention, roundUp } from './job';

/** Keys whose gradients are gathered at a time: a multiple of BLOCK. */
export const CHUNK: i32 = 2048;
/** Bytes of a row of a panel. */
export const ROW: usize = <usize>NR * 4;
/** Bytes of the weights, or slopes, of a block of queries and one of keys: rows of LEFT_ROW bytes. */
export const PAIRS: usize = <usize>BLOCK * LEFT_ROW;

/**
 * dK and dV of a chunk; K and V as right operands of S and dP (panels of NR keys), K again as that of dQ; and for one block
 * of queries Q and dO as left operands and as right ones, dQ, weights and slopes.
 */
@unmanaged
export class Workspace {
  packedK: usize; packedV: usize; columnsK: usize; sumK: usize; sumV: usize;
  rowsQ: usize; columnsQ: usize; sumQ: usize; rowsG: usize; columnsG: usize;
  weights: usize; slopes: usize; logs: usize; deltas: usize;
}

const WORKSPACE_BYTES: usize = 64;

export function workspaceBytes(job: Attention): usize {
  return placeWorkspace(job, 0, 0);
}

/** Lays the workspace out at `base`, and writes the places to `w` if it is not 0; the bytes it takes. */
export function placeWorkspace(job: Attention, base: usize, w: usize): usize {
  const eN = <usize>roundUp(job.e, NR), evN = <usize>roundUp(job.ev, NR);
  const e = <usize>job.e, ev = <usize>job.ev;
  const rows = <usize>BLOCK;
  const keys = <usize>min(CHUNK, roundUp(job.keys, NR));
  const packedK = base + WORKSPACE_BYTES;
  const packedV = packedK + (keys * e << 2);
  const columnsK = packedV + (keys * ev << 2);
  const sumK = columnsK + (keys * eN << 2);
  const sumV = sumK + (keys * eN << 2);
  const rowsQ = sumV + (keys * evN << 2);
  const columnsQ = rowsQ + (rows * e << 2);
  const sumQ = columnsQ + (rows * eN << 2);
  const rowsG = sumQ + (rows * eN << 2);
  const columnsG = rowsG + (rows * ev << 2);
  const weights = columnsG + (rows * evN << 2);
  const slopes = weights + PAIRS;
  const logs = slopes + PAIRS;
  const deltas = logs + (rows << 2);
  if (w) {
    const at = changetype<Workspace>(w);
    at.packedK = packedK; at.packedV = packedV; at.columnsK = columnsK; at.sumK = sumK; at.sumV = sumV;
    at.rowsQ = rowsQ; at.columnsQ = columnsQ; at.sumQ = sumQ; at.rowsG = rowsG; at.columnsG = columnsG;
    at.weights = weights; at.slopes = slopes; at.logs = logs; at.deltas = deltas;
  }
  return deltas + (rows << 2) - base;
}
