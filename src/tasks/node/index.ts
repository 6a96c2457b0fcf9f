export { type DirectoryConfig, ModelDirectory } from './modelDirectory.ts';
