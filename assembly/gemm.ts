// C = start + A B for float32 matrices with any strides, so that transposes and heads cost no copy: strides are in
// elements, `ars` from row to row of A, `acs` from column to column. C's columns lie side by side.
import { dots } from './dots';
import { DOTS_PAD } from './generated/dots';
import { MR, NR, tileFrom, tileSet } from './generated/tile';
import { gemvRows } from './gemv';
import { packColumns, packRows } from './pack';
import { jobArguments, reserveCommon, reserveScratch, run, scratchOf, threadCount } from './parallel';

// Blocks (Goto and van de Geijn, 2008): a panel of B stays in the first cache, a block of A in the second.
const KC: i32 = 256;
const MC: i32 = 120;
const NC: i32 = 1024;
/** Up to so many rows, packing B costs more than it saves; wide panels save more. */
const FEW: i32 = NR == 16 ? 20 : 32;
/** The same where B's columns lie side by side: panels are then read where they lie. */
const IN_PLACE: i32 = 96;
/** Elements: rows at multiples of this from one another would push each other out of the caches. */
const ALIASED: i32 = 1024;
/** From so many multiply-adds on, several threads are faster than one: sooner where nothing is packed. */
const WORTH_SHARING: i64 = 1 << 19;
const FEW_WORTH_SHARING: i64 = 1 << 14;

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
  /** What the product is added to; 0: nothing. */
  start: usize;
  startRow: i32;
  /** Whether the product is complete and is to be rectified. */
  rectify: bool;
  packedB: usize;
  /** Whether whole panels of B are read where they lie. */
  inPlace: bool;
  /** Rows, and columns, that are one task. */
  rows: i32;
  columns: i32;
  /** Tasks side by side. */
  across: i32;
}

/**
 * m x n = start + (m x k)(k x n), where `start` has rows `startRow` apart: C itself to add to it, a bias with a distance of
 * 0, or 0 for nothing. With `rectify` what is negative becomes 0 at last.
 */
export function gemm(
  m: i32, n: i32, k: i32,
  a: usize, ars: i32, acs: i32,
  b: usize, brs: i32, bcs: i32,
  c: usize, crs: i32,
  start: usize, startRow: i32, rectify: i32,
): void {
  if (m == 0 || n == 0) return;
  if (k == 0 || fewRows(m, acs, brs, bcs)) {
    multiplyFew(m, n, k, a, ars, acs, b, brs, bcs, c, crs, start, startRow);
    if (rectify) rectifyRows(c, crs, m, n);
    return;
  }
  if (n == 1 && crs == 1 && brs == 1 && (acs == 1 || ars == 1) && (start == 0 || startRow == 1)) {
    if (acs == 1) multiplyFew(1, m, k, b, k, 1, a, 1, ars, c, m, start, 0);
    else gemvRows(m, k, b, a, acs, c, start);
    if (rectify) rectifyRows(c, 1, 1, m);
    return;
  }
  multiply(m, n, k, a, ars, acs, b, brs, bcs, c, crs, start, startRow, rectify != 0);
}

/** Where reading the right operand as it lies is quicker than packing it. */
// @ts-ignore: decorator
@inline
function fewRows(m: i32, acs: i32, brs: i32, bcs: i32): bool {
  return acs == 1 && ((m < 4 && bcs == 1) || (m <= FEW && brs == 1));
}

function multiplyFew(
  m: i32, n: i32, k: i32, a: usize, ars: i32, acs: i32, b: usize, brs: i32, bcs: i32, c: usize, crs: i32, start: usize, startRow: i32,
): void {
  if (brs == 1 && (m >= 4 || bcs != 1)) {
    multiplyColumns(m, n, k, a, ars, b, bcs, c, crs, start, startRow);
    return;
  }
  for (let i = 0; i < m; i++) {
    gemvRows(n, k, a, b, brs, c, start);
    a += <usize>ars << 2;
    c += <usize>crs << 2;
    if (start) start += <usize>startRow << 2;
  }
}

/** B's columns are read as they lie; some of them are a task. */
function multiplyColumns(
  m: i32, n: i32, k: i32, a: usize, ars: i32, b: usize, bcs: i32, c: usize, crs: i32, start: usize, startRow: i32,
): void {
  reserveScratch(DOTS_PAD);
  const threads = <i64>m * n * k >= FEW_WORTH_SHARING ? threadCount() : 1;
  if (threads == 1) {
    dots(m, n, k, a, ars, b, bcs, c, crs, start, startRow, scratchOf(0));
    return;
  }
  const block = changetype<Block>(jobArguments());
  block.m = m; block.nc = n; block.kc = k;
  block.a = a; block.ars = ars;
  block.b = b; block.bcs = bcs;
  block.c = c; block.crs = crs;
  block.start = start; block.startRow = startRow;
  block.columns = roundUp(ceilDiv(n, threads), m < 3 ? 8 : 24);
  run(ceilDiv(n, block.columns), columnsTask, start != c);
}

function columnsTask(task: i32, args: usize, thread: i32): void {
  const block = changetype<Block>(args);
  const j = task * block.columns;
  const at = <usize>j << 2;
  dots(
    block.m, min(block.columns, block.nc - j), block.kc, block.a, block.ars, block.b + at * <usize>block.bcs, block.bcs,
    block.c + at, block.crs, block.start ? block.start + at : 0, block.startRow, scratchOf(thread),
  );
}

function rectifyRows(c: usize, crs: i32, rows: i32, columns: i32): void {
  const zero = f32x4.splat(0);
  const whole = <usize>(columns & ~3) << 2, end = <usize>columns << 2;
  for (let i = 0; i < rows; i++) {
    let at: usize = 0;
    // NaN stays.
    for (; at < whole; at += 16) v128.store(c + at, f32x4.pmax(v128.load(c + at), zero));
    for (; at < end; at += 4) {
      const x = load<f32>(c + at);
      store<f32>(c + at, x < 0 ? 0 : x);
    }
    c += <usize>crs << 2;
  }
}

function multiply(
  m: i32, n: i32, k: i32, a: usize, ars: i32, acs: i32, b: usize, brs: i32, bcs: i32, c: usize, crs: i32,
  start: usize, startRow: i32, rectify: bool,
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
  block.inPlace = bcs == 1 && m <= IN_PLACE && brs % ALIASED != 0;
  const shared = <i64>m * n * k >= WORTH_SHARING;
  cut(block, min(n, NC), shared ? threadCount() : 1);
  for (let jc = 0; jc < n; jc += NC) {
    block.nc = min(NC, n - jc);
    block.c = c + (<usize>jc << 2);
    for (let pc = 0; pc < k; pc += KC) {
      block.kc = min(KC, k - pc);
      block.a = a + (<usize>(pc * acs) << 2);
      block.b = b + (<usize>(pc * brs + jc * bcs) << 2);
      block.start = pc > 0 ? block.c : start ? start + (<usize>jc << 2) : 0;
      block.startRow = pc > 0 ? crs : startRow;
      block.rectify = rectify && pc + KC >= k;
      const strips = ceilDiv(block.nc, block.columns);
      const blocks = ceilDiv(block.m, block.rows);
      block.across = strips;
      if (block.inPlace) packLastPanel(block);
      else if (shared) run(strips, packStrip, true);
      else for (let i = 0; i < strips; i++) packStrip(i, changetype<usize>(block), 0);
      if (shared) {
        run(blocks * strips, multiplyBlock, block.start != block.c);
      } else {
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
  packFrom(block, j, min(block.columns, block.nc - j));
}

/** Where the others are read in place: an incomplete panel would end beyond B. */
function packLastPanel(block: Block): void {
  const columns = block.nc % NR;
  if (columns) packFrom(block, block.nc - columns, columns);
}

function packFrom(block: Block, j: i32, columns: i32): void {
  const panel = <usize>(block.kc * NR) << 2;
  packColumns(
    block.b + (<usize>(j * block.bcs) << 2), block.bcs, block.brs, columns, block.kc, block.packedB + <usize>(j / NR) * panel, panel,
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
  const from = <usize>block.startRow << 2;
  for (let j = j0; j < end; j += NR) {
    const columns = min(NR, end - j);
    const inPlace = block.inPlace && columns == NR;
    const b = inPlace ? block.b + (<usize>j << 2) : block.packedB + <usize>(j / NR) * bPanel;
    const bStep = inPlace ? <usize>block.brs << 2 : NR * 4;
    const top = block.c + <usize>i0 * cRow + (<usize>j << 2);
    let panel = a;
    let target = top;
    let start = block.start ? block.start + <usize>i0 * from + (<usize>j << 2) : 0;
    for (let i = 0; i < rows; i += MR) {
      const few = min(MR, rows - i);
      if (few == MR && columns == NR) {
        if (start) tileFrom(kc, panel, MR * 4, b, bStep, start, from, target, cRow);
        else tileSet(kc, panel, MR * 4, b, bStep, target, cRow);
      } else {
        if (start) {
          copyEdge(start, from, edge, NR * 4, few, columns);
          tileFrom(kc, panel, MR * 4, b, bStep, edge, NR * 4, edge, NR * 4);
        } else tileSet(kc, panel, MR * 4, b, bStep, edge, NR * 4);
        copyEdge(edge, NR * 4, target, cRow, few, columns);
      }
      panel += aPanel;
      target += <usize>MR * cRow;
      if (start) start += <usize>MR * from;
    }
    if (block.rectify) rectifyRows(top, block.crs, rows, columns);
  }
}

function copyEdge(from: usize, fromRow: usize, to: usize, toRow: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    memory.copy(to, from, <usize>columns << 2);
    from += fromRow;
    to += toRow;
  }
}
