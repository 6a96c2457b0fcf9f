export { Adam, type AdamOptions } from './adam.ts';
export { AdamW } from './adamW.ts';
export { clipGradNorm } from './clipGradNorm.ts';
export { Optimizer } from './optimizer.ts';
export type { DecayOptions, Schedule } from './schedules.ts';
export * as schedules from './schedules.ts';
export { SGD, type SGDOptions } from './sgd.ts';
