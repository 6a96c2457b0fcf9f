export { Conv1d, type Conv1dOptions } from './conv1d.ts';
export { Conv2d, type Conv2dOptions } from './conv2d.ts';
export { conv1d, conv2d } from './convolve.ts';
export { maxPool1d, maxPool2d, meanPool1d, meanPool2d, type PoolOptions } from './pool.ts';
export { unfold, unfold2d } from './unfold.ts';
export type { Padding, Pair, WindowOptions, WindowOptions2d } from './windows.ts';
