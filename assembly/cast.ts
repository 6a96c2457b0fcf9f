// Conversions between element types, one element at a time: masks and ids are small beside what they steer.

export function intToFloat(n: i32, x: usize, out: usize): void {
  const end = out + (<usize>n << 2);
  for (; out < end; out += 4) {
    store<f32>(out, <f32>load<i32>(x));
    x += 4;
  }
}

/** Towards zero; NaN becomes 0, and what is out of range the nearest that is in it. */
export function floatToInt(n: i32, x: usize, out: usize): void {
  const end = out + (<usize>n << 2);
  for (; out < end; out += 4) {
    store<i32>(out, i32x4.extract_lane(i32x4.trunc_sat_f32x4_s(v128.load32_splat(x)), 0));
    x += 4;
  }
}

export function boolToInt(n: i32, x: usize, out: usize): void {
  const end = x + n;
  for (; x < end; x++) {
    store<i32>(out, load<u8>(x));
    out += 4;
  }
}

/** Other than 0, which NaN is. */
export function floatToBool(n: i32, x: usize, out: usize): void {
  const end = out + n;
  for (; out < end; out++) {
    store<u8>(out, load<f32>(x) != 0);
    x += 4;
  }
}

export function intToBool(n: i32, x: usize, out: usize): void {
  const end = out + n;
  for (; out < end; out++) {
    store<u8>(out, load<i32>(x) != 0);
    x += 4;
  }
}
