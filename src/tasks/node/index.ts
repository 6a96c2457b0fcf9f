export { ComparisonDirectory } from './comparisonDirectory.ts';
export { type DirectoryConfig, ModelDirectory } from './modelDirectory.ts';
