export { AdditiveScore } from './additive.ts';
export { BilinearScore } from './bilinear.ts';
export { dot } from './dot.ts';
export { scaledDot } from './scaledDot.ts';
export type { DotProduct, Score } from './score.ts';
