export * from './sinkhorn/index.ts';
