// What an application in TypeScript sees of the built package: compiled, not run, against dist/ by `npm run check:package`.
import {
  AdditiveScore,
  type AttentionResult,
  attention,
  backward,
  causal,
  corpusBleu,
  generate,
  greedy,
  type Mechanism,
  MultiHeadAttention,
  phrasebook,
  Rng,
  scaledDot,
  softmax,
  type Tensor,
  Translator,
  tensor,
  tidy,
} from 'heed';
import { Linear } from 'heed/nn';
import { Adam, schedules } from 'heed/optim';
import { softmax as softmaxOf } from 'heed/tensor';

const mechanism: Mechanism = attention({ score: scaledDot(), normalizer: softmax(), pattern: causal() });
const x: Tensor = tensor([[[1, 2]]]);
const { output, weights }: AttentionResult = mechanism(x, x, x, { lengths: [1], needWeights: true });
const rng = new Rng(0);
const layer = new MultiHeadAttention({ embedDim: 2, numHeads: 1, mechanism, rng });
const score = new AdditiveScore({ queryDim: 2, keyDim: 2, hiddenDim: 4, rng });
const linear = new Linear({ inFeatures: 2, outFeatures: 1, rng });
const optimizer = new Adam([...layer.parameters(), ...score.parameters(), ...linear.parameters()], {
  lr: 1e-3,
});
const factor: number = schedules.inverseSquareRoot({ warmup: 10 })(5);
tidy(() => backward(linear.forward(softmaxOf(output))));
optimizer.step();

// @ts-expect-error a score is needed
attention({ normalizer: softmax() });
// @ts-expect-error the rng is needed
new Linear({ inFeatures: 2, outFeatures: 1 });

export { corpusBleu, factor, generate, greedy, phrasebook, Translator, weights };
