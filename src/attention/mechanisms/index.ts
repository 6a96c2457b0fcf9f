export * from './sinkhorn/index.ts';
export * from './synthesizer/index.ts';
