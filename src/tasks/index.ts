export * from './translation/index.ts';
