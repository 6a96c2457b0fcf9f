// Masked words, as in the paper's pretraining, on text that the project makes: sentences of the phrasebook, each before its
// translation, one after another until a sequence is full.
import { type Mechanism, type MechanismRecipe, observeAttention } from '../../src/attention/index.ts';
import { phrasebook } from '../../src/data/index.ts';
import { TransformerEncoder } from '../../src/models/index.ts';
import { Embedding, Linear, Module, SinusoidalPositions } from '../../src/nn/index.ts';
import { AdamW, clipGradNorm } from '../../src/optim/index.ts';
import { backward, crossEntropy, noGrad, Rng, type Tensor, tensor, tidy } from '../../src/tensor/index.ts';

/** Tokens that stand for no word. */
const [UNKNOWN, MASK, WORDS_FROM] = [0, 1, 2];
const IGNORED = -100;
const MASKED_SHARE = 0.15;

export interface Setting {
  readonly length: number;
  readonly vocabSize: number;
  readonly embedDim: number;
  readonly numHeads: number;
  readonly numLayers: number;
  readonly batch: number;
  readonly updates: number;
  readonly learningRate: number;
}

export interface Text {
  readonly train: Int32Array;
  readonly valid: Int32Array;
}

export function readText(vocabSize: number): Text {
  const { train, valid } = phrasebook({ size: 32_000, seed: 1 });
  const wordsOf = (pairs: typeof train): string[] =>
    pairs.flatMap(({ source, target }) => `${source} ${target}`.toLowerCase().match(/\p{L}+|\p{P}/gu) ?? []);
  const [words, held] = [wordsOf(train), wordsOf(valid)];
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).slice(0, vocabSize - WORDS_FROM);
  const ids = new Map(frequent.map(([word], i) => [word, i + WORDS_FROM]));
  const encode = (text: string[]): Int32Array => Int32Array.from(text, (word) => ids.get(word) ?? UNKNOWN);
  return { train: encode(words), valid: encode(held) };
}

export class MaskedWords extends Module {
  readonly embedding: Embedding;
  readonly positions: SinusoidalPositions;
  readonly encoder: TransformerEncoder;
  readonly output: Linear;

  constructor(setting: Setting, rng: Rng, mechanism?: Mechanism | MechanismRecipe) {
    super();
    const { vocabSize, embedDim, numHeads, numLayers } = setting;
    this.embedding = new Embedding({ numEmbeddings: vocabSize, embeddingDim: embedDim, rng });
    this.positions = new SinusoidalPositions({ dim: embedDim });
    this.encoder = new TransformerEncoder({
      ...{ embedDim, numHeads, numLayers, dropout: 0, feedForwardDim: 2 * embedDim, rng },
      ...(mechanism && { mechanism }),
    });
    this.output = new Linear({ inFeatures: embedDim, outFeatures: vocabSize, rng });
  }

  forward(ids: Tensor): Tensor {
    return this.output.forward(
      this.encoder.forward(this.positions.forward(this.embedding.forward(ids))).output,
    );
  }

  /** The weights of each layer, [B, H, L, L] flat. */
  maps(ids: Tensor): Float32Array[] {
    const { maps } = observeAttention(this, () => tidy(() => void noGrad(() => this.forward(ids))));
    return maps.map(({ weights }) => weights);
  }
}

export interface Batch {
  readonly ids: Tensor;
  /** The word where one was masked. */
  readonly targets: Tensor;
}

export function batchOf(text: Int32Array, { batch, length }: Setting, rng: Rng): Batch {
  const ids = new Int32Array(batch * length);
  for (let b = 0; b < batch; b++) {
    const from = Math.floor(rng.uniform() * (text.length - length));
    ids.set(text.subarray(from, from + length), b * length);
  }
  const hidden = Array.from(ids, (id) => id !== UNKNOWN && rng.uniform() < MASKED_SHARE);
  const shape = [batch, length];
  return {
    ids: tensor(
      ids.map((id, i) => (hidden[i] ? MASK : id)),
      { shape },
    ),
    targets: tensor(
      ids.map((id, i) => (hidden[i] ? id : IGNORED)),
      { shape },
    ),
  };
}

/** Trains a model; what masked words cost it afterwards, in text held out, the same words for all models. */
export function trainMaskedWords(
  text: Text,
  setting: Setting,
  seed: number,
  mechanism?: MechanismRecipe,
): { model: MaskedWords; loss: number } {
  const model = new MaskedWords(setting, new Rng(seed), mechanism);
  const optimizer = new AdamW(model.parameters(), { lr: setting.learningRate, weightDecay: 0.01 });
  const rng = new Rng(seed + 1);
  const warmup = setting.updates / 10;
  for (let update = 1; update <= setting.updates; update++) {
    const rest = (setting.updates - update) / (setting.updates - warmup);
    optimizer.lr = setting.learningRate * Math.min(update / warmup, rest);
    tidy(() => {
      const { ids, targets } = batchOf(text.train, setting, rng);
      backward(crossEntropy(model.forward(ids), targets));
      clipGradNorm(model.parameters(), 1);
      optimizer.step();
      optimizer.zeroGrad();
    });
  }
  return { model, loss: validLoss(model, text, setting) };
}

/** What masked words cost who knows only how frequent words are. */
export function lossOfFrequencies({ train, valid }: Text, { vocabSize }: Setting): number {
  const counts = new Float64Array(vocabSize).fill(1);
  for (const id of train) if (id >= WORDS_FROM) counts[id]++;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const words = Array.from(valid).filter((id) => id >= WORDS_FROM);
  return words.reduce((sum, id) => sum - Math.log(counts[id] / total), 0) / words.length;
}

function validLoss(model: MaskedWords, text: Text, setting: Setting): number {
  const rng = new Rng(0);
  const losses = Array.from({ length: 24 }, () =>
    tidy(() => {
      const { ids, targets } = batchOf(text.valid, setting, rng);
      return noGrad(() => crossEntropy(model.forward(ids), targets)).read()[0];
    }),
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
