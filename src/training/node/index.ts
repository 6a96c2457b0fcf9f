export { writeFileAtomic } from './atomic.ts';
export { DirectoryCheckpointStore } from './directoryCheckpointStore.ts';
