// The source of the micro-kernels, unrolled for a build's registers. A tile of R x C floats needs R * C / 4 sums, C / 4
// vectors of B and one of A at once. V8 has 16 registers: 4 x 8 fits. Its revectorizer joins neighbouring pairs of vectors
// into registers twice as wide: then 4 x 16 and 6 x 16 fit, and it wants the stores of a row side by side.

export interface TileShape {
  /** Rows of a tile. */
  readonly rows: number;
  /** Columns in a panel of the right operand. */
  readonly columns: number;
}

/** Rows of the tiles that end where no taller one fits. */
const FEW = 4;

export function tileSource({ rows, columns }: TileShape): string {
  const kernels = (height: number, suffix: string) => [
    kernel(`tileSet${suffix}`, height, columns, { start: 'zero' }),
    kernel(`tileFrom${suffix}`, height, columns, { start: 'from' }),
    kernel(`rowsFrom${suffix}`, height, columns, { start: 'from', left: 'rows' }),
  ];
  return [
    '// Made by scripts/tileSource.ts.',
    "import { madd } from '../simd';",
    '/** Rows in a panel of the left operand. */',
    `export const MR: i32 = ${rows};`,
    '/** Columns in a panel of the right operand. */',
    `export const NR: i32 = ${columns};`,
    '/** Bytes from row to row of a left operand that is not packed: 64 floats, and 16 so that rows spread over the cache. */',
    'export const LEFT_ROW: usize = 320;',
    ...kernels(rows, ''),
    rows === FEW
      ? 'export { tileSet as tileSet4, tileFrom as tileFrom4, rowsFrom as rowsFrom4 };'
      : kernels(FEW, '4').join('\n'),
    '',
  ].join('\n');
}

interface Operands {
  /** What the product is added to: nothing, or rows at `from`, `fromRow` bytes apart. */
  readonly start: 'zero' | 'from';
  /**
   * Packed: rows side by side, `aStep` bytes from one depth to the next, and so B's columns, with `bStep`; or A as rows of
   * LEFT_ROW bytes, and B's panel close together.
   */
  readonly left?: 'packed' | 'rows';
}

/** C = start + A B. */
function kernel(name: string, rows: number, columns: number, { start, left = 'packed' }: Operands): string {
  const vectors = Array.from({ length: columns / 4 }, (_, v) => v);
  const forRows = (line: (row: number) => string) =>
    Array.from({ length: rows }, (_, row) => line(row)).join('\n');
  const forVectors = (text: (v: number) => string) => vectors.map(text).join(' ');
  const first = (row: number, v: number) =>
    start === 'zero' ? 'zero' : `v128.load(from + ${row} * fromRow, ${16 * v})`;
  const packed = left === 'packed';
  const bStep = packed ? 'bStep' : 4 * columns;
  const offset = (row: number) => (packed ? `${4 * row}` : `${row} * LEFT_ROW`);
  return `
export function ${name}(
  depth: i32, a: usize, ${packed ? 'aStep: usize, b: usize, bStep' : 'b'}: usize, ${start === 'from' ? 'from: usize, fromRow: usize, ' : ''}c: usize, cRow: usize,
): void {
  const c0 = c;
${forRows((r) => (r === 0 ? '' : `  const c${r} = c${r - 1} + cRow;`))}
  const zero = f32x4.splat(0);
${forRows((r) => forVectors((v) => `  let x${r}_${v} = ${first(r, v)};`))}
  if (depth > 0) {
    const end = b + <usize>depth * ${bStep};
    do {
      ${forVectors((v) => `const b${v} = v128.load(b, ${16 * v});`)}
      let s: v128;
${forRows((r) => `      s = v128.load32_splat(a, ${offset(r)}); ${forVectors((v) => `x${r}_${v} = madd(s, b${v}, x${r}_${v});`)}`)}
      a += ${packed ? 'aStep' : '4'};
      b += ${bStep};
    } while (b < end);
  }
${forRows((r) => forVectors((v) => `  v128.store(c${r}, x${r}_${v}, ${16 * v});`))}
}`;
}
