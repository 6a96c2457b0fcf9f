import type { ComparisonProgress } from '../../tasks/index.ts';
import { count, duration, percent } from '../ui/format.ts';
import { TrainingBar } from '../ui/trainingBar.ts';
import { WorkBar } from '../ui/workBar.ts';

/** Shows a comparison on a stream: a bar for the training at hand, a line for each that has come to its end. */
export function showComparison(stream: NodeJS.WriteStream): {
  onProgress: (progress: ComparisonProgress) => void;
  stop: () => void;
} {
  let training: TrainingBar | null = null;
  let testing: WorkBar | null = null;
  const stop = (): void => {
    training?.stop();
    testing?.stop();
    [training, testing] = [null, null];
  };
  return {
    onProgress(told) {
      const name = `${told.number} of ${told.total}: ${told.mechanism}, seed ${told.seed}`;
      if (told.kind === 'training') {
        if (told.progress.kind !== 'update') return;
        if (training === null) {
          training = new TrainingBar(stream, 'examples');
          training.note(name);
        }
        training.update(told.progress);
      } else if (told.kind === 'test') {
        if (testing === null) {
          stop();
          testing = new WorkBar('measuring', stream);
        }
        testing.update(told.done, told.examples);
      } else if (told.kind === 'diverged') {
        stop();
        stream.write(`${name}: ${told.error.message}\n`);
      } else {
        stop();
        const { accuracy, examplesPerSecond, seconds } = told.cell;
        const result = `accuracy ${percent(accuracy)}, ${count(examplesPerSecond)} examples/s, ${duration(seconds)}`;
        stream.write(`${name}: ${result}${told.wasThere ? ' (was there)' : ''}\n`);
      }
    },
    stop,
  };
}
