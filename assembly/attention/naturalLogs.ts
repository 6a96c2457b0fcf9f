const LN_2: f32 = 0.6931471805599453;

/** The base-2 logarithms of rows' sums, +infinity for a row without keys (see logOfSum), become natural ones, -infinity there. */
export function naturalLogs(n: i32, from: usize, to: usize): void {
  const end = from + (<usize>n << 2);
  for (; from < end; from += 4) {
    const x = load<f32>(from);
    store<f32>(to, x == Infinity ? <f32>-Infinity : x * LN_2);
    to += 4;
  }
}
