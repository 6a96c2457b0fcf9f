// The source of the kernels that multiply a few rows by the columns of a matrix, each column's elements side by side: many
// dot products at once, unrolled for a build's registers. R rows by C columns take R * C sums; with fewer than eight, each
// multiply-add would wait for the one before it. V8's revectorizer joins neighbouring pairs of vectors, starting from
// stores side by side: for its sake sums of several vectors go through memory, a pad.

export interface DotsShape {
  /** Columns at a time for one row, two and three. */
  readonly columns: readonly [number, number, number];
  /** Vectors side by side along each row and column. */
  readonly vectors: readonly [number, number, number];
}

export function dotsSource({ columns, vectors }: DotsShape): string {
  const pads = columns.map((count, i) => (vectors[i] === 1 ? 0 : (i + 1) * count * vectors[i] * 16));
  return [
    '// Made by scripts/dotsSource.ts.',
    "import { dot, gather, sumsOfLanes } from '../dots';",
    "import { loadPart, madd, storePart } from '../simd';",
    '/** Bytes of a pad. */',
    `export const DOTS_PAD: usize = ${Math.max(...pads)};`,
    ...[1, 2, 3].map((rows) => kernel(rows, columns[rows - 1], vectors[rows - 1])),
    '',
  ].join('\n');
}

/**
 * y = start + x Bᵀ for `rows` rows of x, with distances in bytes; `start` is 0 for nothing. A pass through the loop over k
 * takes `width` vectors of each row and column.
 */
function kernel(rows: number, columns: number, width: number): string {
  const rowsOf = range(rows);
  const columnsOf = range(columns);
  const vectorsOf = range(width);
  const each = (line: (row: number, column: number) => string) =>
    rowsOf.map((r) => columnsOf.map((c) => line(r, c)).join(' ')).join('\n    ');
  const sum = (r: number, c: number, v: number) => `s${r}_${c}_${v}`;
  const slot = (r: number, c: number, v: number) => 16 * ((r * columns + c) * width + v);
  const total = (r: number, c: number) =>
    vectorsOf.map((v) => `v128.load(pad, ${slot(r, c, v)})`).reduce((a, b) => `f32x4.add(${a}, ${b})`);
  // Up to four columns make a vector of the result.
  const groups = range(Math.ceil(columns / 4)).map((g) => columnsOf.slice(4 * g, 4 * g + 4));
  const group = (line: (row: number, group: number, members: readonly number[]) => string) =>
    rowsOf.map((r) => groups.map((members, g) => line(r, g, members)).join(' ')).join('\n    ');
  const four = (names: readonly string[]) => [...names, 'zero', 'zero', 'zero'].slice(0, 4).join(', ');
  return `
export function dots${rows}(
  n: i32, k: i32, x: usize, xRow: usize, b: usize, column: usize, y: usize, yRow: usize, start: usize, startRow: usize, pad: usize,
): void {
  const zero = f32x4.splat(0);
  const whole = x + (<usize>(k & ~${4 * width - 1}) << 2), end = x + (<usize>k << 2);
  let j = 0;
  for (; j + ${columns} <= n; j += ${columns}) {
    ${columnsOf.map((c) => `let p${c} = b + ${c} * column;`).join(' ')}
    ${each((r, c) => vectorsOf.map((v) => `let ${sum(r, c, v)} = zero;`).join(' '))}
    let q = x;
    if (q < whole) do {
      ${rowsOf.map((r) => vectorsOf.map((v) => `const x${r}_${v} = v128.load(q + ${r} * xRow, ${16 * v});`).join(' ')).join('\n      ')}
${columnsOf
  .map(
    (c) => `      {
        ${vectorsOf.map((v) => `const c${v} = v128.load(p${c}, ${16 * v});`).join(' ')}
        ${rowsOf.map((r) => vectorsOf.map((v) => `${sum(r, c, v)} = madd(x${r}_${v}, c${v}, ${sum(r, c, v)});`).join(' ')).join('\n        ')}
        p${c} += ${16 * width};
      }`,
  )
  .join('\n')}
      q += ${16 * width};
    } while (q < whole);
    ${
      width === 1
        ? each((r, c) => `const t${r}_${c} = ${sum(r, c, 0)};`)
        : `${each((r, c) => vectorsOf.map((v) => `v128.store(pad, ${sum(r, c, v)}, ${slot(r, c, v)});`).join(' '))}
    ${each((r, c) => `const t${r}_${c} = ${total(r, c)};`)}`
    }
    ${group((r, g, members) => `let y${r}_${g} = sumsOfLanes(${four(members.map((c) => `t${r}_${c}`))});`)}
    for (; q < end; q += 4) {
      ${groups.map((members, g) => `const rest${g} = ${gatherOf(members)};`).join(' ')}
      ${group((r, g) => `y${r}_${g} = madd(v128.load32_splat(q + ${r} * xRow), rest${g}, y${r}_${g});`)}
      ${columnsOf.map((c) => `p${c} += 4;`).join(' ')}
    }
    if (start) {
      ${group((r, g, members) => `y${r}_${g} = f32x4.add(y${r}_${g}, ${load(`start + ${r} * startRow`, g, members.length)});`)}
      start += ${4 * columns};
    }
    ${group((r, g, members) => store(`y + ${r} * yRow`, g, members.length, `y${r}_${g}`))}
    y += ${4 * columns};
    b += ${columns} * column;
  }
  for (; j < n; j++) {
    ${rowsOf.map((r) => `store<f32>(y + ${r} * yRow, (start ? load<f32>(start + ${r} * startRow) : 0) + dot(k, x + ${r} * xRow, b));`).join('\n    ')}
    if (start) start += 4;
    y += 4;
    b += column;
  }
}`;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function gatherOf(members: readonly number[]): string {
  const pointers = members.map((c) => `p${c}`);
  return pointers.length === 4
    ? `gather(${pointers.join(', ')})`
    : `f32x4(${[...pointers.map((p) => `load<f32>(${p})`), '0', '0', '0'].slice(0, 4).join(', ')})`;
}

function load(address: string, group: number, count: number): string {
  return count === 4 ? `v128.load(${address}, ${16 * group})` : `loadPart(${address}, ${count})`;
}

function store(address: string, group: number, count: number, value: string): string {
  return count === 4
    ? `v128.store(${address}, ${value}, ${16 * group});`
    : `storePart(${address}, ${value}, ${count});`;
}
