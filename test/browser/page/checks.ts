import { attention, attentionMap, causal, MultiHeadAttention, scaledDot, softmax } from 'heed/attention';
import { Linear } from 'heed/nn';
import { Adam } from 'heed/optim';
import {
  backward,
  matmul,
  mean,
  Rng,
  randomNormal,
  square,
  sub,
  type Tensor,
  tensor,
  tidy,
} from 'heed/tensor';

function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

const mechanism = attention({ score: scaledDot(), normalizer: softmax(), pattern: causal() });

/** Large enough to be spread over threads. */
const SIZE = 384;

export const checks = {
  'tensors have their fluent methods': async () => {
    const [value] = await tensor([1, 2])
      .add(tensor([3, 4]))
      .mul(tensor([5, 6]))
      .sum()
      .data();
    assert(value === 56, `expected 56, got ${value}`);
  },

  'what is read is a copy of its own, not shared': async () => {
    const x = tensor([1, 2, 3]);
    const data = await x.data();
    assert(data.buffer instanceof ArrayBuffer, 'the data lies in shared memory');
    data[0] = 7;
    assert((await x.data())[0] === 1, 'writing to the copy changed the tensor');
  },

  'a large product is right': async () => {
    const rng = new Rng(1);
    const [a, b] = [randomNormal([SIZE, SIZE], rng), randomNormal([SIZE, SIZE], rng)];
    const [product, left, right] = await Promise.all([matmul(a, b).data(), a.data(), b.data()]);
    for (let i = 0; i < SIZE; i += 5) {
      for (let j = 0; j < SIZE; j += 7) {
        let expected = 0;
        for (let k = 0; k < SIZE; k++) expected += left[i * SIZE + k] * right[k * SIZE + j];
        const got = product[i * SIZE + j];
        assert(Math.abs(got - expected) < 1e-3, `[${i}, ${j}]: expected ${expected}, got ${got}`);
      }
    }
  },

  'an attention map shows what each query looks at': async () => {
    const [B, H, L, E] = [2, 4, 128, 32];
    const rng = new Rng(2);
    const [query, key] = [randomNormal([B, H, L, E], rng), randomNormal([B, H, L, E], rng)];
    const map = await attentionMap(mechanism, query, key).data();
    for (let row = 0; row < B * H * L; row++) {
      const weights = map.subarray(row * L, (row + 1) * L);
      let total = 0;
      for (const weight of weights) total += weight;
      assert(Math.abs(total - 1) < 1e-5, `the weights of row ${row} add up to ${total}`);
      assert(
        weights.subarray((row % L) + 1).every((weight) => weight === 0),
        `row ${row} looks ahead`,
      );
    }
  },

  'a model learns': async () => {
    const [B, L, D] = [8, 32, 64];
    const rng = new Rng(3);
    const x = randomNormal([B, L, D], rng);
    const attend = new MultiHeadAttention({ embedDim: D, numHeads: 4, mechanism, rng });
    const linear = new Linear({ inFeatures: D, outFeatures: D, rng });
    const optimizer = new Adam([...attend.parameters(), ...linear.parameters()], { lr: 1e-2 });
    const step = (): Tensor =>
      tidy(() => {
        const error = sub(linear.forward(attend.forward(x, x, x).output), x);
        const loss = mean(square(error));
        optimizer.zeroGrad();
        backward(loss);
        optimizer.step();
        return loss;
      });
    const losses: number[] = [];
    while (losses.length < 20) losses.push(await step().item());
    assert(losses[19] < losses[0] / 2, `the loss went from ${losses[0]} to ${losses[19]}`);
  },
};
