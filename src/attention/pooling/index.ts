export { AttentionPooling, type AttentionPoolingOptions } from './attentionPooling.ts';
export { GatedPooling, type GatedPoolingOptions } from './gatedPooling.ts';
export { lastPool } from './lastPool.ts';
export { maxPool } from './maxPool.ts';
export { meanPool } from './meanPool.ts';
export type { Pooling, PoolingOptions, PoolingResult } from './pooling.ts';
