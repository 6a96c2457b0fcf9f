import type { Mechanism, MechanismRecipe } from '../../src/attention/index.ts';
import { TransformerEncoder } from '../../src/models/transformer/encoder.ts';
import { Embedding, LearnedPositions, Linear, Module } from '../../src/nn/index.ts';
import { Adam, clipGradNorm } from '../../src/optim/index.ts';
import {
  argmax,
  backward,
  crossEntropy,
  noGrad,
  Rng,
  type Tensor,
  tensor,
  tidy,
} from '../../src/tensor/index.ts';

/** A target of a position that nothing is asked of. */
export const UNASKED = -100;

/** Sequences of one length, in which some positions have an answer that stands elsewhere. */
export interface PositionTask {
  readonly vocabulary: number;
  readonly length: number;
  draw(rng: Rng): { tokens: number[]; targets: number[] };
}

export interface Learning {
  readonly dim: number;
  readonly heads: number;
  readonly layers: number;
  readonly batch: number;
  readonly updates: number;
  readonly lr: number;
}

/** Token and position embeddings, an encoder with the mechanism in it, and the logits of each position. */
class Network extends Module {
  readonly tokens: Embedding;
  readonly positions: LearnedPositions;
  readonly encoder: TransformerEncoder;
  readonly output: Linear;

  constructor(
    { vocabulary, length }: PositionTask,
    { dim, heads, layers }: Learning,
    mechanism: Mechanism | MechanismRecipe,
    rng: Rng,
  ) {
    super();
    this.tokens = new Embedding({ numEmbeddings: vocabulary, embeddingDim: dim, rng });
    this.positions = new LearnedPositions({ maxLength: length, dim, std: 0.5, rng });
    const sizes = { embedDim: dim, numHeads: heads, feedForwardDim: 2 * dim, numLayers: layers };
    this.encoder = new TransformerEncoder({ ...sizes, dropout: 0, mechanism, rng });
    this.output = new Linear({ inFeatures: dim, outFeatures: vocabulary, rng });
  }

  forward(tokens: Tensor): Tensor {
    const x = this.positions.forward(this.tokens.forward(tokens));
    return this.output.forward(this.encoder.forward(x).output);
  }
}

/** Which part of the answers is right on sequences never seen, after each tenth of the updates. */
export function learnPositions(
  task: PositionTask,
  learning: Learning,
  mechanism: Mechanism | MechanismRecipe,
  seed: number,
): { curve: (readonly [update: number, accuracy: number])[]; parameters: number } {
  const rng = new Rng(seed);
  const network = new Network(task, learning, mechanism, rng);
  const optimizer = new Adam(network.parameters(), { lr: learning.lr });
  const [seen, unseen] = [new Rng(1000 + seed), new Rng(9000 + seed)];
  const held = drawBatch(task, 256, unseen);
  const curve: [number, number][] = [];
  for (let update = 1; update <= learning.updates; update++) {
    optimizer.lr = learning.lr * Math.min(1, update / 100, (1.02 - update / learning.updates) * 3);
    tidy(() => {
      const { tokens, targets } = asTensors(drawBatch(task, learning.batch, seen));
      backward(crossEntropy(network.forward(tokens), targets, { ignoreIndex: UNASKED }));
      clipGradNorm(optimizer.parameters, 1);
      optimizer.step();
      optimizer.zeroGrad();
    });
    if (update % (learning.updates / 10) === 0) curve.push([update, accuracy(network, held)]);
  }
  const parameters = network.countParameters();
  network.dispose();
  optimizer.dispose();
  return { curve, parameters };
}

interface Batch {
  readonly tokens: Int32Array;
  readonly targets: Int32Array;
  readonly shape: readonly [number, number];
}

function drawBatch(task: PositionTask, size: number, rng: Rng): Batch {
  const drawn = Array.from({ length: size }, () => task.draw(rng));
  return {
    tokens: Int32Array.from(drawn.flatMap(({ tokens }) => tokens)),
    targets: Int32Array.from(drawn.flatMap(({ targets }) => targets)),
    shape: [size, task.length],
  };
}

function asTensors({ tokens, targets, shape }: Batch): { tokens: Tensor; targets: Tensor } {
  return { tokens: tensor(tokens, { shape }), targets: tensor(targets, { shape }) };
}

function accuracy(network: Network, batch: Batch): number {
  network.eval();
  const said = tidy(() => noGrad(() => argmax(network.forward(asTensors(batch).tokens)).read()));
  network.train();
  let [asked, right] = [0, 0];
  for (const [i, target] of batch.targets.entries()) {
    if (target === UNASKED) continue;
    asked++;
    if (said[i] === target) right++;
  }
  return right / asked;
}

type Curve = readonly (readonly [update: number, accuracy: number])[];

/** The mean of several runs of as many updates. */
export function meanCurve(runs: readonly { readonly curve: Curve }[]): Curve {
  return runs[0].curve.map(([update], i) => [
    update,
    runs.reduce((sum, { curve }) => sum + curve[i][1], 0) / runs.length,
  ]);
}
