import { MultiHeadAttention, PerHeadAttention } from '../../src/attention/index.ts';
import {
  backward,
  copyInto,
  noGrad,
  Rng,
  requireGrad,
  slice,
  type Tensor,
  tensor,
  tidy,
} from '../../src/tensor/index.ts';
import { input, type KernelCase } from './case.ts';

// Self-attention with one projection split into heads, beside the same with projections a head, by the same kernels: why
// MultiHeadAttention keeps its weights as it does.

/** Gives the heads the weights of the joint projection. */
function share(joint: MultiHeadAttention, perHead: PerHeadAttention): void {
  const { embedDim: D, headDim: E } = joint;
  for (const [h, head] of perHead.heads.entries()) {
    for (const [part, { weight, bias }] of [head.query, head.key, head.value].entries()) {
      const from = part * D + h * E;
      copyInto(weight, slice(joint.inProjWeight!, 0, from, from + E));
      copyInto(bias!, slice(joint.inProjBias!, 0, from, from + E));
    }
  }
  copyInto(perHead.outProj.weight, joint.outProj.weight);
  copyInto(perHead.outProj.bias!, joint.outProj.bias!);
}

function selfAttention(B: number, L: number, D: number, H: number, training: boolean): KernelCase {
  const rng = new Rng(4);
  const joint = new MultiHeadAttention({ embedDim: D, numHeads: H, rng });
  const perHead = new PerHeadAttention({ embedDim: D, numHeads: H, rng });
  tidy(() => share(joint, perHead));
  const [x] = input([B, L, D], -1, 1);
  const [g] = input([B, L, D], -1, 1);
  const leaf = requireGrad(x);
  const [out, dx] = [new Float32Array(B * L * D), new Float32Array(B * L * D)];
  const [outOf, dxOf] = [tensor(out, { shape: [B, L, D] }), tensor(dx, { shape: [B, L, D] })];
  /** What comes out, and the gradient of what went in where it is asked for; those of parameters are dropped. */
  const run = (layer: MultiHeadAttention | PerHeadAttention, keep: (y: Tensor, dx: Tensor | null) => void) =>
    tidy(() => {
      const forward = () => layer.forward(leaf, leaf, leaf).output;
      const output = training ? forward() : noGrad(forward);
      if (training) backward(output, g);
      keep(output, leaf.grad);
      for (const p of [leaf, ...layer.parameters()]) {
        p.grad?.dispose();
        p.grad = null;
      }
    });
  return {
    name: `${H} heads by one projection${training ? ', forward and backward' : ''}, B=${B} L=${L} D=${D}`,
    elements: B * L * D,
    kernel: () =>
      run(joint, (y, gradient) => {
        copyInto(outOf, y);
        if (gradient !== null) copyInto(dxOf, gradient);
      }),
    naive: () =>
      run(perHead, (y, gradient) => {
        out.set(y.read());
        if (gradient !== null) dx.set(gradient.read());
      }),
    results: [
      [outOf, out],
      [dxOf, dx],
    ],
  };
}

export const headProjections = (): KernelCase[] => [
  selfAttention(1, 16, 64, 8, false),
  selfAttention(8, 32, 256, 8, false),
  selfAttention(8, 32, 256, 8, true),
];
