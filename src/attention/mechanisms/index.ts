export * from './linear/index.ts';
