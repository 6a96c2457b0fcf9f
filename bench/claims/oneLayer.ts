// A Transformer of one layer, as small tasks want it, and how it is trained on batches that never end.
import { type Mechanism, type MechanismRecipe, MultiHeadAttention } from '../../src/attention/index.ts';
import { Embedding, LayerNorm, LearnedPositions, Linear, Module } from '../../src/nn/index.ts';
import { Adam } from '../../src/optim/index.ts';
import {
  add,
  argmax,
  backward,
  crossEntropy,
  noGrad,
  type Rng,
  relu,
  type Tensor,
  tidy,
} from '../../src/tensor/index.ts';

export interface OneLayerOptions {
  /** How many tokens each table of embeddings has; the vectors of a position are added. */
  readonly vocabularies: readonly number[];
  readonly numClasses: number;
  readonly length: number;
  readonly embedDim: number;
  readonly numHeads: number;
  readonly mechanism: Mechanism | MechanismRecipe;
  readonly rng: Rng;
}

/** The targets of positions that are not asked for. */
export const IGNORED = -100;

/** What is seen at each position, int32 [B, L] for each table, and what is to be said there. */
export interface Batch {
  readonly ids: readonly Tensor[];
  readonly targets: Tensor;
}

export class OneLayer extends Module {
  readonly embeddings: readonly Embedding[];
  readonly positions: LearnedPositions;
  readonly norms: readonly LayerNorm[];
  readonly attention: MultiHeadAttention;
  readonly wide: Linear;
  readonly narrow: Linear;
  readonly head: Linear;

  constructor({ vocabularies, numClasses, length, embedDim, numHeads, mechanism, rng }: OneLayerOptions) {
    super();
    this.embeddings = vocabularies.map(
      (numEmbeddings) => new Embedding({ numEmbeddings, embeddingDim: embedDim, rng }),
    );
    this.positions = new LearnedPositions({ maxLength: length, dim: embedDim, rng });
    this.norms = [0, 1, 2].map(() => new LayerNorm({ normalizedShape: embedDim }));
    this.attention = new MultiHeadAttention({ embedDim, numHeads, mechanism, rng });
    this.wide = new Linear({ inFeatures: embedDim, outFeatures: 2 * embedDim, rng });
    this.narrow = new Linear({ inFeatures: 2 * embedDim, outFeatures: embedDim, rng });
    this.head = new Linear({ inFeatures: embedDim, outFeatures: numClasses, rng });
  }

  /** Logits [B, L, classes]. */
  forward(ids: readonly Tensor[]): Tensor {
    return tidy(() => {
      const [before, between, after] = this.norms;
      const tokens = ids.map((x, table) => this.embeddings[table].forward(x)).reduce((a, b) => add(a, b));
      const x = before.forward(this.positions.forward(tokens));
      const y = add(x, this.attention.forward(x, x, x).output);
      const z = add(y, this.narrow.forward(relu(this.wide.forward(between.forward(y)))));
      return this.head.forward(after.forward(z));
    });
  }
}

export function train(
  model: OneLayer,
  draw: () => Batch,
  { updates, learningRate }: { updates: number; learningRate: number },
  watch: (update: number) => void = () => {},
): void {
  model.train();
  const optimizer = new Adam(model.parameters(), { lr: learningRate });
  for (let update = 1; update <= updates; update++) {
    optimizer.lr =
      learningRate * Math.min(1, update / 100) * Math.min(1, (4 * (updates - update + 1)) / updates);
    tidy(() => {
      const { ids, targets } = draw();
      backward(crossEntropy(model.forward(ids), targets, { ignoreIndex: IGNORED }));
      optimizer.step();
      optimizer.zeroGrad();
    });
    watch(update);
  }
  optimizer.dispose();
}

/** The share of targets that are the most probable. */
export function accuracy(model: OneLayer, draw: () => Batch, batches: number): number {
  model.eval();
  let [right, all] = [0, 0];
  for (let batch = 0; batch < batches; batch++) {
    noGrad(() =>
      tidy(() => {
        const { ids, targets } = draw();
        const said = argmax(model.forward(ids)).read();
        targets.read().forEach((target, i) => {
          if (target === IGNORED) return;
          all++;
          if (said[i] === target) right++;
        });
      }),
    );
  }
  model.train();
  return right / all;
}
