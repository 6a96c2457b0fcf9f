export { AdditiveScore } from './additive.ts';
export { BilinearScore } from './bilinear.ts';
export { cosine } from './cosine.ts';
export { dot } from './dot.ts';
export { GaussianScore, gaussian } from './gaussian.ts';
export { LocationScore } from './location.ts';
export { LowRankBilinearScore } from './lowRankBilinear.ts';
export { scaledDot } from './scaledDot.ts';
export type { DotProduct, Score } from './score.ts';
