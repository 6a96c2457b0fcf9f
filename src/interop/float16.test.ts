import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bfloat16ToNumber, float16ToNumber, numberToBfloat16, numberToFloat16 } from './float16.ts';

const formats = [
  { name: 'float16', toNumber: float16ToNumber, fromNumber: numberToFloat16, infinity: 0x7c00, nan: 0x7e00 },
  {
    name: 'bfloat16',
    toNumber: bfloat16ToNumber,
    fromNumber: numberToBfloat16,
    infinity: 0x7f80,
    nan: 0x7fc0,
  },
];

describe.each(formats)('$name', ({ toNumber, fromNumber, infinity, nan }) => {
  it('comes back bit for bit, for each of the 65,536 patterns', () => {
    for (let half = 0; half < 0x10000; half++) {
      const value = toNumber(half);
      expect(fromNumber(value)).toBe(Number.isNaN(value) ? nan : half);
    }
  });

  it('rounds to the nearest, ties to even', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        const half = fromNumber(value);
        const error = Math.abs(toNumber(half) - value);
        if ((half & 0x7fff) === infinity || value === toNumber(half)) return;
        const neighbours = (half & 0x7fff) === 0 ? [half + 1] : [half - 1, half + 1];
        for (const other of neighbours) {
          const otherError = Math.abs(toNumber(other) - value);
          expect(otherError > error || (otherError === error && half % 2 === 0)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('knows infinity, and reaches it past the greatest number', () => {
    expect(toNumber(infinity)).toBe(Infinity);
    expect(fromNumber(-Infinity)).toBe(infinity | 0x8000);
    expect(fromNumber(3.4e38)).toBe(infinity);
  });
});

it('agrees with values known from the formats', () => {
  expect(float16ToNumber(0x3c00)).toBe(1);
  expect(float16ToNumber(0x0001)).toBe(2 ** -24);
  expect(float16ToNumber(0x7bff)).toBe(65504);
  expect(numberToFloat16(65519)).toBe(0x7bff);
  expect(numberToFloat16(65520)).toBe(0x7c00);
  expect(bfloat16ToNumber(0x4049)).toBe(3.140625);
  expect(numberToBfloat16(Math.PI)).toBe(0x4049);
});
