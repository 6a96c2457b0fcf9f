// Copies between strided places; strides in elements of four bytes.

/** rows x columns elements of four bytes; a source stride of 0 repeats. */
export function copy32(
  rows: i32, columns: i32, source: usize, sourceRow: i32, sourceColumn: i32, target: usize, targetRow: i32, targetColumn: i32,
): void {
  const sourceStep = <usize>sourceColumn << 2;
  const targetStep = <usize>targetColumn << 2;
  const bytes = <usize>columns << 2;
  for (let i = 0; i < rows; i++) {
    let p = source + (<usize>(i * sourceRow) << 2);
    let q = target + (<usize>(i * targetRow) << 2);
    if (sourceColumn == 1 && targetColumn == 1) {
      memory.copy(q, p, bytes);
      continue;
    }
    for (let j = 0; j < columns; j++) {
      store<u32>(q, load<u32>(p));
      p += sourceStep;
      q += targetStep;
    }
  }
}

/** The same for elements of one byte (bool). */
export function copy8(
  rows: i32, columns: i32, source: usize, sourceRow: i32, sourceColumn: i32, target: usize, targetRow: i32, targetColumn: i32,
): void {
  for (let i = 0; i < rows; i++) {
    let p = source + <usize>(i * sourceRow);
    let q = target + <usize>(i * targetRow);
    for (let j = 0; j < columns; j++) {
      store<u8>(q, load<u8>(p));
      p += <usize>sourceColumn;
      q += <usize>targetColumn;
    }
  }
}

/** n elements of four bytes, all `bits`. */
export function fill32(n: i32, bits: i32, target: usize): void {
  const end = target + (<usize>n << 2);
  for (; target < end; target += 4) store<i32>(target, bits);
}
