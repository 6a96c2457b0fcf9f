import { expect, it } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import { ones, Rng, randomNormal, softmax, sum, tidy, zeros } from '../tensor/index.ts';
import { attentionRollout } from './attentionRollout.ts';

const [B, H, L] = [2, 3, 5];

it('is the product of each layer half with itself, the last layer first', () => {
  tidy(() => {
    const rng = new Rng(1);
    const layers = Array.from({ length: 3 }, () => softmax(randomNormal([B, H, L, L], rng)));
    let expected = Array.from({ length: B }, () =>
      Array.from({ length: L }, (_, i) => Array.from({ length: L }, (_, j) => Number(i === j))),
    );
    for (const layer of layers) {
      const weights = layer.read();
      const step = (b: number, i: number, j: number): number => {
        let mean = 0;
        for (let h = 0; h < H; h++) mean += weights[((b * H + h) * L + i) * L + j] / H;
        return (mean + Number(i === j)) / 2;
      };
      expected = expected.map((below, b) =>
        below.map((_, i) =>
          below.map((_, j) => below.reduce((total, row, k) => total + step(b, i, k) * row[j], 0)),
        ),
      );
    }
    const rollout = attentionRollout(layers);
    expect(rollout.shape).toEqual([B, L, L]);
    expectClose(rollout, expected.flat(2));
    expectClose(sum(rollout, 2), new Float32Array(B * L).fill(1));
  });
});

it('needs square weights', () => {
  tidy(() => {
    expect(() => attentionRollout([])).toThrow('got none');
    expect(() => attentionRollout([zeros([1, 1, 2, 2]), ones([1, 1, 3, 2])])).toThrow(
      'got [1, 1, 2, 2], [1, 1, 3, 2]',
    );
  });
});
