import { describeCheckpointStore } from '../../test/conformance/checkpointStore.ts';
import { MemoryCheckpointStore } from './memoryCheckpointStore.ts';

describeCheckpointStore('MemoryCheckpointStore', () => new MemoryCheckpointStore());
