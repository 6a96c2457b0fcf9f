import { kernels } from '../../src/runtime/index.ts';
import { empty } from '../../src/tensor/index.ts';
import { input, type KernelCase } from './case.ts';

// Rotary positions.

const [B, H, L, E] = [2, 8, 128, 64];

export const rotateKernels = (): KernelCase[] => [rotate('halves'), rotate('interleaved')];

function rotate(pairing: 'halves' | 'interleaved'): KernelCase {
  const [x, xs] = input([B, H, L, E]);
  const [cos, cosines] = input([L, E / 2], -1, 1);
  const [sin, sines] = input([L, E / 2], -1, 1);
  const out = empty([B, H, L, E]);
  const result = new Float32Array(B * H * L * E);
  const [step, apart] = pairing === 'halves' ? [1, E / 2] : [2, 1];
  return {
    name: `rotate, pairs ${pairing} ${B} x ${H} x ${L} x ${E}`,
    elements: B * H * L * E,
    kernel: () =>
      kernels().rotate(
        ...([B, H, L, E, E / 2, pairing === 'interleaved'] as const),
        ...([x.pointer, H * L * E, L * E, E, cos.pointer, sin.pointer, out.pointer] as const),
      ),
    naive: () => {
      for (let row = 0; row < B * H * L; row++) {
        for (let i = 0; i < E / 2; i++) {
          const at = (row % L) * (E / 2) + i;
          const first = row * E + i * step;
          const [a, b] = [xs[first], xs[first + apart]];
          result[first] = a * cosines[at] - b * sines[at];
          result[first + apart] = a * sines[at] + b * cosines[at];
        }
      }
    },
    results: [[out, result]],
  };
}
