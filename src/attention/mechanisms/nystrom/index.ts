export { type NystromOptions, nystrom } from './nystrom.ts';
export { pseudoInverse } from './pseudoInverse.ts';
export { ValueConvolution } from './valueConvolution.ts';
