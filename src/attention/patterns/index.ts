export { causal } from './causal.ts';
export { dense } from './dense.ts';
export type { LoweredPattern, Pattern } from './pattern.ts';
