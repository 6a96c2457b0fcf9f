const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The float32 with these bits. */
function fromBits(pattern: number): number {
  bits[0] = pattern;
  return float[0];
}

/** IEEE 754 binary16: 1 bit sign, 5 exponent (bias 15), 10 fraction. Every value is exact in float32. */
export function float16ToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A float32 to the nearest binary16, ties to even. Past 65,504 (and half a step) comes infinity. */
export function numberToFloat16(value: number): number {
  float[0] = value;
  const sign = (bits[0] >>> 16) & 0x8000;
  const magnitude = Math.abs(float[0]);
  if (Number.isNaN(magnitude)) return 0x7e00;
  if (magnitude >= 65520) return sign | 0x7c00;
  // Subnormals are multiples of 2^-24; a carry into the exponent gives the smallest normal number, as it should.
  if (magnitude < 2 ** -14) return sign | roundToEven(magnitude * 2 ** 24);
  const exponent = ((bits[0] >>> 23) & 0xff) - 127;
  return sign | (((exponent + 14) << 10) + roundToEven(magnitude * 2 ** (10 - exponent)));
}

/** bfloat16 is the upper half of a float32. */
export function bfloat16ToNumber(half: number): number {
  return fromBits(half << 16);
}

/** A float32 to the nearest bfloat16, ties to even. */
export function numberToBfloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  float[0] = value;
  const pattern = bits[0];
  return ((pattern + 0x7fff + ((pattern >>> 16) & 1)) >>> 16) & 0xffff;
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
