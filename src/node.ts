// What needs Node's file system.
export { openFile } from './data/node/openFile.ts';
export { ModelDirectory } from './tasks/node/index.ts';
export { DirectoryCheckpointStore, writeFileAtomic } from './training/node/index.ts';
