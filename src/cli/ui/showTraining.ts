import type { TrainingProgress } from '../../training/index.ts';
import { count } from './format.ts';
import { TrainingBar } from './trainingBar.ts';

/** Shows a training on a stream: what to pass as `onProgress`, and how to end the picture. */
export function showTraining(stream: NodeJS.WriteStream): {
  onProgress: (progress: TrainingProgress) => void;
  stop: () => void;
} {
  const bar = new TrainingBar(stream);
  return {
    onProgress(progress) {
      if (progress.kind === 'update') bar.update(progress);
      if (progress.kind === 'validation') {
        const { update, trainLoss, validLoss, metrics } = progress.entry;
        const held = validLoss === null ? '' : `, held-out loss ${validLoss.toFixed(3)}`;
        const scores = Object.entries(metrics).map(
          ([name, value]) => `, ${name} ${value?.toFixed(2) ?? 'none'}`,
        );
        const star = progress.improved ? ' (best so far)' : '';
        bar.note(`update ${count(update)}: loss ${trainLoss.toFixed(3)}${held}${scores.join('')}${star}`);
      }
    },
    stop: () => bar.stop(),
  };
}
