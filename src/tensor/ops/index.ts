export { abs } from './abs.ts';
export { type AdamSettings, type AdamUpdate, adamStep } from './adamStep.ts';
export { add } from './add.ts';
export { broadcastTo } from './broadcastTo.ts';
export { cast } from './cast.ts';
export { equal, greater, greaterEqual, less, lessEqual, notEqual } from './comparison.ts';
export { concat, stack } from './concat.ts';
export { contiguous, copy } from './copy.ts';
export { cos } from './cos.ts';
export { type CrossEntropyOptions, crossEntropy } from './crossEntropy.ts';
export { div } from './div.ts';
export { dropout } from './dropout.ts';
export { elu } from './elu.ts';
export { entmax15, sparsemax } from './entmax.ts';
export { exp } from './exp.ts';
export { expandDims, squeeze } from './expandDims.ts';
export {
  checkLengths,
  type FusedAttentionOptions,
  fusedAttention,
  fusedAttentionLse,
} from './fusedAttention.ts';
export {
  type FusedFeatures,
  type FusedLinearAttentionOptions,
  fusedLinearAttention,
} from './fusedLinearAttention.ts';
export { gather, scatterAdd } from './gather.ts';
export { gelu } from './gelu.ts';
export { addHeadRows, mergeHeadRows, takeHeadRows } from './headRows.ts';
export { mergeHeads, splitHeads } from './heads.ts';
export { addInPlace, copyInto, scaleInPlace, sumOfSquares } from './inPlace.ts';
export { layerNorm, rmsNorm } from './layerNorm.ts';
export { leakyRelu } from './leakyRelu.ts';
export { lengthMask } from './lengthMask.ts';
export { type LinearActivation, linear } from './linear.ts';
export { log } from './log.ts';
export { logicalAnd, logicalNot, logicalOr } from './logical.ts';
export { logSumExp } from './logSumExp.ts';
export { maskedSoftmax } from './maskedSoftmax.ts';
export { matmul } from './matmul.ts';
export { argmax, max, min } from './max.ts';
export { maximum, minimum } from './maximum.ts';
export { mean, variance } from './mean.ts';
export { mul } from './mul.ts';
export { neg } from './neg.ts';
export { oneHot } from './oneHot.ts';
export { pad } from './pad.ts';
export { pow } from './pow.ts';
export { reciprocal } from './reciprocal.ts';
export { relu } from './relu.ts';
export { reshape } from './reshape.ts';
export { type Pairing, rotate } from './rotate.ts';
export { rsqrt } from './rsqrt.ts';
export { selectRows } from './selectRows.ts';
export { type SGDSettings, type SGDUpdate, sgdStep } from './sgdStep.ts';
export { sigmoid } from './sigmoid.ts';
export { silu } from './silu.ts';
export { sin } from './sin.ts';
export { sinCos } from './sinCos.ts';
export { skew } from './skew.ts';
export { slice } from './slice.ts';
export { logSoftmax, softmax } from './softmax.ts';
export { sampledMatmul, sparseMatmul } from './sparse.ts';
export { sparseSoftmax } from './sparseSoftmax.ts';
export { split, unstack } from './split.ts';
export { sqrt } from './sqrt.ts';
export { square } from './square.ts';
export { sub } from './sub.ts';
export { sum } from './sum.ts';
export { takeAlongAxis } from './takeAlongAxis.ts';
export { tanh } from './tanh.ts';
export { type Ranked, topK, topLogProbs } from './topK.ts';
export { permute, transpose } from './transpose.ts';
export { where } from './where.ts';
