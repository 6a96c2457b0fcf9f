export { type LshOptions, lsh } from './lsh/lsh.ts';
