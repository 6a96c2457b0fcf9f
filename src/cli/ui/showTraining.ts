import type { TrainingProgress } from '../../training/index.ts';
import { count, metric } from './format.ts';
import { TrainingBar } from './trainingBar.ts';

/** Milliseconds between the lines of two validations. */
const BETWEEN_NOTES = 1000;

/** Shows a training on a stream: what to pass as `onProgress`, and how to end the picture. */
export function showTraining(stream: NodeJS.WriteStream): {
  onProgress: (progress: TrainingProgress) => void;
  stop: () => void;
} {
  const bar = new TrainingBar(stream);
  let lastNote = Number.NEGATIVE_INFINITY;
  return {
    onProgress(progress) {
      if (progress.kind === 'update') bar.update(progress);
      if (progress.kind === 'validation') {
        // Where each update is validated, not every one is worth a line.
        if (performance.now() - lastNote < BETWEEN_NOTES) return;
        lastNote = performance.now();
        const { update, trainLoss, validLoss, metrics } = progress.entry;
        const held = validLoss === null ? '' : `, held-out loss ${validLoss.toFixed(3)}`;
        const scores = Object.entries(metrics).map(([name, value]) => `, ${name} ${metric(name, value)}`);
        const star = progress.improved ? ' (best so far)' : '';
        bar.note(`update ${count(update)}: loss ${trainLoss.toFixed(3)}${held}${scores.join('')}${star}`);
      }
    },
    stop: () => bar.stop(),
  };
}
