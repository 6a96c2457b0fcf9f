// All that the runtime can call.
export { allocate, release } from './memory';
export { setThreads, threadCount, workersPresent, heartbeat, giveUp, work } from './parallel';
export { gemm } from './gemm';
export { add, sub, mul, div, maximum, minimum } from './binary';
export { copy32, copy8, fill32 } from './copy';
export { sum } from './reduce';
export { max, min } from './extremes';
export { attentionForward } from './attention/forward';
export { attentionBackward } from './attention/backward';
export { linearAttentionForward } from './linearAttention/forward';
export { linearAttentionBackward } from './linearAttention/backward';
export { linearStateSize } from './linearAttention/state';
export { maskMap, maskMapWords } from './attention/maskMap';
export { bucketMaps, bucketMapWords } from './attention/bucketMaps';
export { naturalLogs } from './attention/naturalLogs';
export {
  neg, exp, log, sqrt, rsqrt, square, abs, reciprocal, tanh, sigmoid, relu, gelu, silu, sin, cos,
  sqrtGradient, rsqrtGradient, squareGradient, absGradient, reciprocalGradient, tanhGradient, sigmoidGradient,
  reluGradient, geluGradient, siluGradient, sinGradient, cosGradient,
  leakyRelu, leakyReluGradient, elu, eluGradient,
} from './unary';
export { sinCos, sinCosGradient } from './sinCos';
export { moveSteps } from './timeMajor';
export { lstmStep, lstmStepGradient, gruStep, gruStepGradient, rnnStep, rnnStepGradient } from './recurrent';
export { unfold, fold } from './unfold';
export { maxPool, maxPoolBackward, meanPool, meanPoolBackward } from './pool';
export { softmax, maskedSoftmax, softmaxBackward, logSumExp, logSoftmax, logSoftmaxBackward } from './softmax';
export { sparseProduct, sparseTransposedProduct, sparseDots } from './sparse';
export { sparseSoftmax, sparseSoftmaxBackward } from './sparseSoftmax';
export { sparsemax, entmax15, sparsemaxBackward, entmax15Backward } from './entmax';
export { dropout } from './dropout';
export { rotate } from './rotate';
export { hashBuckets, sortBuckets } from './buckets';
export { takeHeadRows, addHeadRows, mergeHeadRows, mergeHeadRowsBackward } from './headRows';
export { findOutside, gatherRows, scatterAddRows, takeAlong, addAlong, oneHot } from './gather';
export { equalFloat, equalInt, lessFloat, lessInt, lessEqualFloat, lessEqualInt } from './compare';
export { logicalAnd, logicalOr, logicalNot, select } from './logical';
export { intToFloat, floatToInt, boolToInt, floatToBool, intToBool } from './cast';
export { topK } from './topK';
export { largest } from './largest';
export { layerNorm, rmsNorm } from './layerNorm';
export { layerNormBackward, rmsNormBackward } from './layerNormBackward';
export { crossEntropy, crossEntropyBackward } from './crossEntropy';
export { adam } from './adam';
export { sumOfSquares, scale } from './clip';
export { sgd } from './sgd';
