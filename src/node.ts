// What needs Node's file system.
export { graphFolder } from './data/graph/node/graphFolder.ts';
export { openFile } from './data/node/openFile.ts';
export type { FileChange, WavClips } from './data/node/readWavFiles.ts';
export { type LabelSource, type ReadWavFolderOptions, readWavFolder } from './data/node/readWavFolder.ts';
export { type ReadWavListOptions, readWavList } from './data/node/readWavList.ts';
export { ComparisonDirectory, ModelDirectory } from './tasks/node/index.ts';
export { DirectoryCheckpointStore, writeFileAtomic } from './training/node/index.ts';
