import { describe, expect, it } from 'vitest';
import { describePositions, permutationError, toeplitzError } from '../../../test/conformance/positions.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { LearnedPositions, type Module, SinusoidalPositions } from '../../nn/index.ts';
import { broadcastTo, Rng, randomNormal, type Tensor, tidy } from '../../tensor/index.ts';
import { attention } from '../attention.ts';
import { defineMechanism } from '../defineMechanism.ts';
import { softmax } from '../normalizers/index.ts';
import { scaledDot } from '../scores/index.ts';
import { alibi, rotary, ShawPositions, T5Buckets } from './index.ts';

describePositions('rotary', ({ align }) => rotary({ align }));
describePositions('rotary with neighbours as pairs', ({ align }) =>
  rotary({ align, pairing: 'interleaved', base: 100 }),
);
describePositions('rotary of a part', ({ align }) => rotary({ align, dim: 4 }));
describePositions('alibi', ({ numHeads, align }) => alibi({ numHeads, align }));
const sizes = { numBuckets: 8, maxDistance: 11, std: 1 };
describePositions('T5Buckets', (made) => new T5Buckets({ ...sizes, ...made }));
describePositions(
  'T5Buckets in one direction',
  (made) => new T5Buckets({ ...sizes, ...made, bidirectional: false }),
);
describePositions('ShawPositions', (made) => new ShawPositions({ ...made, maxDistance: 3 }));
describePositions('ShawPositions that reach far', (made) => new ShawPositions({ ...made, maxDistance: 71 }));

describe.each<[string, () => Module & { forward(x: Tensor): Tensor }]>([
  ['sinusoidal', () => new SinusoidalPositions({ dim: 6 })],
  ['learned', () => new LearnedPositions({ maxLength: 11, dim: 6, rng: new Rng(1) })],
])('%s positions, which are added to the inputs', (_, make) => {
  expectNoLeaks();

  it('tell permutations apart, but not by distance alone', () => {
    const layer = make();
    tidy(() => {
      const rng = new Rng(2);
      const plain = attention({ score: scaledDot(), normalizer: softmax() });
      const placed = defineMechanism({
        name: 'placed',
        attend: (inputs) => {
          const [q, k, v] = [inputs.query, inputs.key, inputs.value].map((x) => layer.forward(x));
          return plain(q, k, v);
        },
        cost: plain.cost,
      });
      expect(permutationError(placed, randomNormal([2, 3, 5, 6], rng), [2, 0, 1, 4, 3])).toBeGreaterThan(
        1e-2,
      );
      const same = layer.forward(broadcastTo(randomNormal([2, 3, 1, 6], rng), [2, 3, 7, 6]));
      expect(toeplitzError(scaledDot().scores(same, same))).toBeGreaterThan(1e-2);
    });
    layer.dispose();
  });
});
