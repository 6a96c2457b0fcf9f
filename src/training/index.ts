export type { Checkpoint, CheckpointName, CheckpointStore, CheckpointTensor } from './checkpointStore.ts';
export { DivergenceError, type NonFinite } from './divergence.ts';
export { EventLoopTurns } from './eventLoopTurns.ts';
export type { HistoryEntry, Monitor } from './history.ts';
export { MemoryCheckpointStore } from './memoryCheckpointStore.ts';
export type {
  CheckpointProgress,
  TrainingProgress,
  UpdateProgress,
  ValidationProgress,
} from './progress.ts';
export { Trainer } from './trainer.ts';
export type { TrainerOptions } from './trainerOptions.ts';
export { loadModel } from './trainingCheckpoint.ts';
export type { StopReason, TrainingReport } from './trainingReport.ts';
export type { BatchLoss, ResumableSource, TrainingTask, Validation } from './trainingTask.ts';
export { UpdateProfiler, type UpdateProfilerOptions } from './updateProfiler.ts';
export { WeightAverage } from './weightAverage.ts';
