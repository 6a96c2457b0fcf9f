// C = A B or C += A B for float32 matrices with any strides, so that transposes and heads cost no copy: strides
// are in elements, `ars` from row to row of A, `acs` from column to column. C's columns lie side by side.
import { MR, NR, panelAdd, panelSet } from './generated/tile';
import { gemvColumns, gemvPairColumns, gemvRows } from './gemv';
import { packColumns, packRows } from './pack';
import { jobArguments, reserveCommon, reserveScratch, run, scratchOf, threadCount } from './parallel';

// Blocks (Goto and van de Geijn, 2008): a panel of B stays in the first cache, a block of A in the second.
const KC: i32 = 256;
const MC: i32 = 120;
const NC: i32 = 1024;
/** Up to so many rows, packing B costs more than it saves. */
const FEW: i32 = 32;
/** From so many multiply-adds on, several threads are faster than one. */
const WORTH_SHARING: i64 = 1 << 19;

const A_BYTES: usize = <usize>(MC * KC * 4);
const B_BYTES: usize = <usize>(KC * NC * 4);

/** A product of a depth of at most KC by at most NC columns, and how it is cut. */
@unmanaged
class Block {
  m: i32;
  nc: i32;
  kc: i32;
  a: usize;
  ars: i32;
  acs: i32;
  b: usize;
  brs: i32;
  bcs: i32;
  c: usize;
  crs: i32;
  add: bool;
  packedB: usize;
  /** Rows, and columns, that are one task. */
  rows: i32;
  columns: i32;
  /** Tasks side by side. */
  across: i32;
}

/** m x n = (m x k)(k x n); adds to C when `accumulate` is not 0. */
export function gemm(
  m: i32, n: i32, k: i32,
  a: usize, ars: i32, acs: i32,
  b: usize, brs: i32, bcs: i32,
  c: usize, crs: i32,
  accumulate: i32,
): void {
  if (m == 0 || n == 0) return;
  if (m < 4 && acs == 1 && bcs == 1) {
    for (let i = 0; i < m; i++) {
      gemvRows(n, k, a + (<usize>(i * ars) << 2), b, brs, c + (<usize>(i * crs) << 2), accumulate);
    }
    return;
  }
  if (m <= FEW && acs == 1 && brs == 1) {
    let i = 0;
    for (; i + 2 <= m; i += 2) {
      gemvPairColumns(n, k, a + (<usize>(i * ars) << 2), ars, b, bcs, c + (<usize>(i * crs) << 2), crs, accumulate);
    }
    if (i < m) gemvColumns(n, k, a + (<usize>(i * ars) << 2), b, bcs, c + (<usize>(i * crs) << 2), accumulate);
    return;
  }
  if (n == 1 && crs == 1 && brs == 1 && (acs == 1 || ars == 1)) {
    if (acs == 1) gemvColumns(m, k, b, a, ars, c, accumulate);
    else gemvRows(m, k, b, a, acs, c, accumulate);
    return;
  }
  if (k == 0) {
    if (!accumulate) for (let i = 0; i < m; i++) memory.fill(c + (<usize>(i * crs) << 2), 0, <usize>n << 2);
    return;
  }
  multiply(m, n, k, a, ars, acs, b, brs, bcs, c, crs, accumulate != 0);
}

function multiply(
  m: i32, n: i32, k: i32, a: usize, ars: i32, acs: i32, b: usize, brs: i32, bcs: i32, c: usize, crs: i32, accumulate: bool,
): void {
  reserveScratch(A_BYTES + MR * NR * 4);
  const block = changetype<Block>(jobArguments());
  block.packedB = reserveCommon(B_BYTES);
  block.m = m;
  block.ars = ars;
  block.acs = acs;
  block.brs = brs;
  block.bcs = bcs;
  block.crs = crs;
  const shared = <i64>m * n * k >= WORTH_SHARING;
  cut(block, min(n, NC), shared ? threadCount() : 1);
  for (let jc = 0; jc < n; jc += NC) {
    block.nc = min(NC, n - jc);
    block.c = c + (<usize>jc << 2);
    for (let pc = 0; pc < k; pc += KC) {
      block.kc = min(KC, k - pc);
      block.a = a + (<usize>(pc * acs) << 2);
      block.b = b + (<usize>(pc * brs + jc * bcs) << 2);
      block.add = accumulate || pc > 0;
      const strips = ceilDiv(block.nc, block.columns);
      const blocks = ceilDiv(block.m, block.rows);
      block.across = strips;
      if (shared) {
        run(strips, packStrip, true);
        run(blocks * strips, multiplyBlock, !block.add);
      } else {
        for (let i = 0; i < strips; i++) packStrip(i, changetype<usize>(block), 0);
        for (let i = 0; i < blocks * strips; i++) multiplyBlock(i, changetype<usize>(block), 0);
      }
    }
  }
}

/** Enough tasks for all threads: first by rows, then, where there are few of them, by columns, too. */
function cut(block: Block, n: i32, threads: i32): void {
  block.rows = MC;
  block.columns = roundUp(n, NR);
  if (threads == 1) return;
  const tasks = 4 * threads;
  const rows = ceilDiv(block.m, tasks);
  block.rows = max(MR, min(MC, roundUp(rows, MR)));
  if (block.rows < 48) block.rows = min(48, roundUp(block.m, MR));
  const across = ceilDiv(tasks, ceilDiv(block.m, block.rows));
  block.columns = roundUp(ceilDiv(n, across), NR);
}

// @ts-ignore: decorator
@inline
function ceilDiv(n: i32, by: i32): i32 {
  return (n + by - 1) / by;
}

// @ts-ignore: decorator
@inline
function roundUp(n: i32, to: i32): i32 {
  return ceilDiv(n, to) * to;
}

function packStrip(strip: i32, args: usize, thread: i32): void {
  const block = changetype<Block>(args);
  const j = strip * block.columns;
  const panel = <usize>(block.kc * NR) << 2;
  packColumns(
    block.b + (<usize>(j * block.bcs) << 2), block.bcs, block.brs, min(block.columns, block.nc - j), block.kc,
    block.packedB + <usize>(j / NR) * panel, panel,
  );
}

function multiplyBlock(task: i32, args: usize, thread: i32): void {
  const block = changetype<Block>(args);
  const i0 = task / block.across * block.rows;
  const j0 = task % block.across * block.columns;
  const rows = min(block.rows, block.m - i0);
  const end = min(j0 + block.columns, block.nc);
  const kc = block.kc;
  const cRow = <usize>block.crs << 2;
  const aPanel = <usize>(kc * MR) << 2;
  const bPanel = <usize>(kc * NR) << 2;
  const a = scratchOf(thread);
  const edge = a + A_BYTES;
  packRows(block.a + (<usize>(i0 * block.ars) << 2), block.ars, block.acs, rows, kc, a, aPanel);
  let b = block.packedB + <usize>(j0 / NR) * bPanel;
  for (let j = j0; j < end; j += NR) {
    const columns = min(NR, end - j);
    let panel = a;
    let target = block.c + <usize>i0 * cRow + (<usize>j << 2);
    for (let i = 0; i < rows; i += MR) {
      const few = min(MR, rows - i);
      if (few == MR && columns == NR) {
        if (block.add) panelAdd(kc, panel, MR * 4, b, target, cRow);
        else panelSet(kc, panel, MR * 4, b, target, cRow);
      } else {
        if (block.add) {
          copyEdge(target, cRow, edge, NR * 4, few, columns);
          panelAdd(kc, panel, MR * 4, b, edge, NR * 4);
        } else panelSet(kc, panel, MR * 4, b, edge, NR * 4);
        copyEdge(edge, NR * 4, target, cRow, few, columns);
      }
      panel += aPanel;
      target += <usize>MR * cRow;
    }
    b += bPanel;
  }
}

function copyEdge(from: usize, fromRow: usize, to: usize, toRow: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    memory.copy(to, from, <usize>columns << 2);
    from += fromRow;
    to += toRow;
  }
}
