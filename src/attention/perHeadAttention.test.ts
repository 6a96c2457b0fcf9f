import { describe, expect, it } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import { expectNoLeaks } from '../../test/support/noLeaks.ts';
import {
  backward,
  copyInto,
  Rng,
  randomNormal,
  requireGrad,
  slice,
  type Tensor,
  tensor,
  tidy,
} from '../tensor/index.ts';
import { attention } from './attention.ts';
import { MultiHeadAttention } from './multiHeadAttention.ts';
import { softmax } from './normalizers/index.ts';
import { byHead, causal, dense } from './patterns/index.ts';
import { PerHeadAttention } from './perHeadAttention.ts';
import { scaledDot } from './scores/index.ts';

const [B, L, S, D, H] = [2, 5, 7, 21, 3];
const E = D / H;

/** Of each parameter of the heads, the parameter of joint projections whose rows it is, and from which row on. */
function rowsOf(
  joint: MultiHeadAttention,
  perHead: PerHeadAttention,
): [own: Tensor, of: Tensor, from: number][] {
  const apart = [joint.qProjWeight, joint.kProjWeight, joint.vProjWeight];
  const projections = perHead.heads.flatMap((head, h) =>
    [head.query, head.key, head.value].flatMap(({ weight, bias }, part): [Tensor, Tensor, number][] => [
      [weight, apart[part] ?? joint.inProjWeight!, (apart[part] ? 0 : part * D) + h * E],
      [bias!, joint.inProjBias!, part * D + h * E],
    ]),
  );
  return [
    ...projections,
    [perHead.outProj.weight, joint.outProj.weight, 0],
    [perHead.outProj.bias!, joint.outProj.bias!, 0],
  ];
}

const rowsFrom = (x: Tensor, from: number, like: Tensor) => slice(x, 0, from, from + like.shape[0]);

describe.each([
  ['keys and values of size D', {}],
  ['keys and values of other sizes', { keyDim: 11, valueDim: 13 }],
])('attention with projections a head, %s', (_, sizes) => {
  expectNoLeaks();

  it('is the same function as with one projection split into heads, gradients included', () => {
    const rng = new Rng(1);
    const pattern = byHead([causal({ align: 'start' }), dense(), dense()]);
    const mechanism = attention({ score: scaledDot(), normalizer: softmax(), pattern });
    const joint = new MultiHeadAttention({ embedDim: D, numHeads: H, ...sizes, mechanism, rng });
    const perHead = new PerHeadAttention({ embedDim: D, numHeads: H, ...sizes, mechanism, rng });
    tidy(() => {
      for (const p of joint.parameters()) copyInto(p, randomNormal(p.shape, rng, 0, 0.4));
      for (const [own, of, from] of rowsOf(joint, perHead)) copyInto(own, rowsFrom(of, from, own));
      const inputs = [
        randomNormal([B, L, D], rng),
        randomNormal([B, S, joint.keyDim], rng),
        randomNormal([B, S, joint.valueDim], rng),
      ].map((x) => requireGrad(x)) as [Tensor, Tensor, Tensor];
      const g = randomNormal([B, L, D], rng);
      const mask = tensor(
        Uint8Array.from({ length: H * S }, (_, i) => (i % 4 === 3 ? 0 : 1)),
        { shape: [H, 1, S] },
      );
      const run = (layer: MultiHeadAttention | PerHeadAttention) => {
        const { output, weights } = layer.forward(...inputs, { mask, lengths: [5, 7], needWeights: true });
        backward(output, g);
        const gradients = inputs.map((x) => {
          const gradient = x.grad!.read();
          x.grad!.dispose();
          x.grad = null;
          return gradient;
        });
        return { output, weights: weights!, gradients };
      };
      const [expected, actual] = [run(joint), run(perHead)];
      expectClose(actual.output, expected.output.read());
      expectClose(actual.weights, expected.weights.read());
      for (const [i, gradient] of actual.gradients.entries())
        expectClose(tensor(gradient as Float32Array), expected.gradients[i]);
      for (const [own, of, from] of rowsOf(joint, perHead)) {
        const scale = Math.max(...of.grad!.read().map(Math.abs));
        expectClose(own.grad!, rowsFrom(of.grad!, from, own).read(), 2e-6, scale);
      }
    });
    joint.dispose();
    perHead.dispose();
  });
});

it('names what does not fit', () => {
  const rng = new Rng(2);
  expect(() => new PerHeadAttention({ embedDim: 16, numHeads: 3, rng })).toThrow(
    'PerHeadAttention: numHeads must divide embedDim; got 3 and 16',
  );
  const layer = new PerHeadAttention({ embedDim: D, numHeads: H, rng });
  tidy(() => {
    const [x, y] = [5, 7].map((n) => randomNormal([B, n, D], rng));
    expect(() => layer.forward(x, x, y)).toThrow(
      'PerHeadAttention.forward: key and value must share length S',
    );
  });
  layer.dispose();
});
