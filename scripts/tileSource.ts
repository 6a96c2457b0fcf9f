// The source of the micro-kernels, unrolled for a build's registers. A tile of R x C floats needs R * C / 4 sums, C / 4
// vectors of B and one of A at once. V8 has 16 registers: 4 x 8 fits. Its revectorizer joins neighbouring pairs of vectors
// into registers twice as wide: then 4 x 16 and 6 x 16 fit, and it wants the stores of a row side by side.

export interface TileShape {
  /** Rows in a panel of a matrix product's left operand. */
  readonly rows: number;
  /** Columns in a panel of the right operand. */
  readonly columns: number;
}

/** Attention's panels have four rows in every build: its blocks of 64 are no multiple of six. */
const ATTENTION_ROWS = 4;

export function tileSource({ rows, columns }: TileShape): string {
  return [
    '// Made by scripts/tileSource.ts.',
    "import { madd } from '../simd';",
    '/** Rows in a panel of the left operand of a matrix product. */',
    `export const MR: i32 = ${rows};`,
    '/** Columns in a panel of the right operand. */',
    `export const NR: i32 = ${columns};`,
    kernel('tileSet', ATTENTION_ROWS, columns, 'zero', 'a'),
    kernel('tileAdd', ATTENTION_ROWS, columns, 'c', 'a'),
    kernel('panelSet', rows, columns, 'zero', 'b'),
    kernel('panelFrom', rows, columns, 'from', 'b'),
    '',
  ].join('\n');
}

/**
 * C = start + A B, where `start` is zero, C itself, or rows elsewhere: `from`, `fromRow` bytes apart. Of the
 * panel of A or of B, `spaced`, depths are `step` bytes apart; those of the other lie side by side.
 */
function kernel(
  name: string,
  rows: number,
  columns: number,
  start: 'zero' | 'c' | 'from',
  spaced: 'a' | 'b',
): string {
  const vectors = Array.from({ length: columns / 4 }, (_, v) => v);
  const forRows = (line: (row: number) => string) =>
    Array.from({ length: rows }, (_, row) => line(row)).join('\n');
  const forVectors = (text: (v: number) => string) => vectors.map(text).join(' ');
  const first = (row: number, v: number) => {
    if (start === 'zero') return 'zero';
    return start === 'c' ? `v128.load(c${row}, ${16 * v})` : `v128.load(from + ${row} * fromRow, ${16 * v})`;
  };
  const [dense, denseStep] = spaced === 'a' ? ['b', 4 * columns] : ['a', 4 * rows];
  return `
export function ${name}(
  depth: i32, a: usize, b: usize, step: usize, ${start === 'from' ? 'from: usize, fromRow: usize, ' : ''}c: usize, cRow: usize,
): void {
  const c0 = c;
${forRows((r) => (r === 0 ? '' : `  const c${r} = c${r - 1} + cRow;`))}
  const zero = f32x4.splat(0);
${forRows((r) => forVectors((v) => `  let x${r}_${v} = ${first(r, v)};`))}
  if (depth > 0) {
    const end = ${dense} + <usize>depth * ${denseStep};
    do {
      ${forVectors((v) => `const b${v} = v128.load(b, ${16 * v});`)}
      let s: v128;
${forRows((r) => `      s = v128.load32_splat(a, ${4 * r}); ${forVectors((v) => `x${r}_${v} = madd(s, b${v}, x${r}_${v});`)}`)}
      ${spaced} += step;
      ${dense} += ${denseStep};
    } while (${dense} < end);
  }
${forRows((r) => forVectors((v) => `  v128.store(c${r}, x${r}_${v}, ${16 * v});`))}
}`;
}
