// C = A B or C += A B for float32 matrices with any strides, so that transposes and heads cost no copy: strides
// are in elements, `ars` from row to row of A, `acs` from column to column. C's columns lie side by side.
import { MR, NR, packPanels4, packPanels8 } from './pack';
import { tileAdd, tileSet } from './tile';
import { gemvColumns, gemvPairColumns, gemvRows } from './gemv';

// Blocks (Goto and van de Geijn, 2008): a panel of B stays in the first cache, a block of A in the second.
const KC: i32 = 256;
const MC: i32 = 128;
const NC: i32 = 1024;
/** Up to so many rows, packing B costs more than it saves. */
const FEW: i32 = 32;
/** Operands a multiple of 256 KiB apart would share cache sets. */
const PAD: usize = 1088;

const A_BYTES: usize = <usize>(MC * KC * 4) + PAD;
const B_BYTES: usize = <usize>(KC * NC * 4) + PAD;

let workspace: usize = 0;

/** m x n = (m x k)(k x n); adds to C when `accumulate` is not 0. */
export function gemm(
  m: i32, n: i32, k: i32,
  a: usize, ars: i32, acs: i32,
  b: usize, brs: i32, bcs: i32,
  c: usize, crs: i32,
  accumulate: i32,
): void {
  if (m < MR && acs == 1 && bcs == 1) {
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
  if (!workspace) workspace = heap.alloc(A_BYTES + B_BYTES + MR * NR * 4);
  const packedA = workspace;
  const packedB = workspace + A_BYTES;
  const edge = packedB + B_BYTES;
  if (k == 0 && !accumulate) {
    for (let i = 0; i < m; i++) memory.fill(c + (<usize>(i * crs) << 2), 0, <usize>n << 2);
    return;
  }
  for (let jc = 0; jc < n; jc += NC) {
    const nc = min(NC, n - jc);
    for (let pc = 0; pc < k; pc += KC) {
      const kc = min(KC, k - pc);
      const bPanel = <usize>(kc * NR) << 2;
      packPanels8(b + ((<usize>pc * brs + <usize>jc * bcs) << 2), bcs, brs, nc, kc, packedB, bPanel);
      const add = accumulate != 0 || pc > 0;
      for (let ic = 0; ic < m; ic += MC) {
        const mc = min(MC, m - ic);
        const aPanel = <usize>(kc * MR) << 2;
        packPanels4(a + ((<usize>ic * ars + <usize>pc * acs) << 2), ars, acs, mc, kc, packedA, aPanel);
        multiplyBlock(mc, nc, kc, packedA, aPanel, packedB, bPanel, c + ((<usize>ic * crs + <usize>jc) << 2), crs, add, edge);
      }
    }
  }
}

function multiplyBlock(
  mc: i32, nc: i32, kc: i32, a: usize, aPanel: usize, b: usize, bPanel: usize, c: usize, crs: i32, add: bool, edge: usize,
): void {
  const cRow = <usize>crs << 2;
  for (let j = 0; j < nc; j += NR) {
    const columns = min(NR, nc - j);
    let panel = a;
    let target = c + (<usize>j << 2);
    for (let i = 0; i < mc; i += MR) {
      const rows = min(MR, mc - i);
      if (rows == MR && columns == NR) {
        if (add) tileAdd(kc, panel, 16, b, target, cRow);
        else tileSet(kc, panel, 16, b, target, cRow);
      } else {
        tileSet(kc, panel, 16, b, edge, NR * 4);
        copyEdge(edge, rows, columns, target, cRow, add);
      }
      panel += aPanel;
      target += <usize>MR * cRow;
    }
    b += bPanel;
  }
}

function copyEdge(edge: usize, rows: i32, columns: i32, target: usize, cRow: usize, add: bool): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = target + (<usize>j << 2);
      const value = load<f32>(edge + (<usize>(i * NR + j) << 2));
      store<f32>(at, add ? load<f32>(at) + value : value);
    }
    target += cRow;
  }
}
