import { expect, it } from 'vitest';
import { checkGradients } from '../../../test/support/gradients.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { Rng, randomNormal, type Tensor, tensor, tidy } from '../../tensor/index.ts';
import { attention } from '../attention.ts';
import { MultiHeadAttention } from '../multiHeadAttention.ts';
import { scaledDot } from '../scores/index.ts';
import { sampled, softmax } from './index.ts';

const [B, H, L, S] = [2, 3, 5, 7];

expectNoLeaks();

/** Sequence 1 sees nothing; key 2 is hidden from all. */
const mask = () =>
  tensor(
    Uint8Array.from({ length: B * S }, (_, i) => (i >= S || i === 2 ? 0 : 1)),
    { shape: [B, 1, 1, S] },
  );

const draw = (scores: Tensor, hidden: Tensor | null = null, seed = 5) =>
  sampled({ rng: new Rng(seed) }).sample!(scores, hidden);

it('draws each key as often as softmax says', () => {
  tidy(() => {
    const draws = 20_000;
    const scores = [1, 0, -1, 0.5, -9];
    const rows = tensor(
      Float32Array.from({ length: draws * 5 }, (_, i) => scores[i % 5]),
      { shape: [draws, 5] },
    );
    const hidden = tensor(Uint8Array.of(1, 1, 1, 0, 1));
    for (const seen of [null, hidden]) {
      const choices = [...draw(rows, seen).weights.read()];
      const expected = softmax()
        .normalize(tensor([scores]), seen)
        .read();
      for (const [j, p] of expected.entries()) {
        const count = choices.reduce((sum, chosen, i) => (i % 5 === j ? sum + chosen : sum), 0);
        // Four standard deviations.
        expect(Math.abs(count / draws - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / draws) + 1e-4);
      }
    }
  });
});

it('says the log-probability of what it drew, zeros where nothing is seen', () => {
  tidy(() => {
    const scores = randomNormal([B, H, L, S], new Rng(1), 0, 3);
    const { weights, logProb } = draw(scores, mask());
    expect(weights.shape).toEqual([B, H, L, S]);
    expect(logProb.shape).toEqual([B, H, L]);
    const [chosen, likely] = [weights.read(), softmax().normalize(scores, mask()).read()];
    for (const [row, log] of logProb.read().entries()) {
      const places = [...chosen.slice(row * S, (row + 1) * S)];
      const seesAny = row < H * L;
      expect(places.filter((w) => w === 1)).toHaveLength(seesAny ? 1 : 0);
      expect(places.filter((w) => w === 0)).toHaveLength(seesAny ? S - 1 : S);
      if (seesAny) expect(log).toBeCloseTo(Math.log(likely[row * S + places.indexOf(1)]), 5);
      else expect(log).toBe(0);
    }
  });
});

it('has the gradients of its log-probabilities, and none through the choice', () => {
  tidy(() => {
    const scores = randomNormal([B, 1, L, S], new Rng(2));
    checkGradients((x) => draw(x).logProb, [scores]);
    checkGradients((x) => draw(x, mask()).logProb, [scores]);
    checkGradients((x) => draw(x, mask()).logProb.mul(3), [scores]);
  });
});

it('takes queries without keys', () => {
  tidy(() => {
    const { weights, logProb } = draw(randomNormal([L, 0], new Rng(1)));
    expect([weights.shape, [...logProb.read()]]).toEqual([
      [L, 0],
      [0, 0, 0, 0, 0],
    ]);
  });
});

it('gives the same draw for the same seed, and another at each call', () => {
  tidy(() => {
    const scores = randomNormal([B, H, L, S], new Rng(3));
    expect(draw(scores).weights.read()).toEqual(draw(scores).weights.read());
    const { normalize } = sampled({ rng: new Rng(5) });
    const first = normalize(scores, null).read();
    expect(first).toEqual(draw(scores).weights.read());
    expect(normalize(scores, null).read()).not.toEqual(first);
  });
});

it('hands its log-probabilities on through attention, with heads and without', () => {
  tidy(() => {
    const rng = new Rng(4);
    const attend = attention({ score: scaledDot(), normalizer: sampled({ rng }) });
    const [q, k] = [randomNormal([B, L, 11], rng), randomNormal([B, S, 11], rng)];
    const { output, weights, logProb } = attend(q, k, k, { needWeights: true });
    expect(logProb!.shape).toEqual([B, L]);
    expect(output.read()).toEqual(weights!.matmul(k).read());
    const layer = new MultiHeadAttention({ embedDim: 15, numHeads: H, mechanism: attend, rng });
    const x = randomNormal([B, L, 15], rng);
    expect(layer.forward(x, x, x).logProb!.shape).toEqual([B, H, L]);
    const soft = attention({ score: scaledDot(), normalizer: softmax() });
    expect(soft(q, k, k).logProb).toBeNull();
    expect(soft(q, k, k, { needWeights: true }).logProb).toBeNull();
    layer.dispose();
  });
});
