import { clipGradNorm, type Optimizer } from '../optim/index.ts';
import { backward, tidy, ValueError } from '../tensor/index.ts';
import { DivergenceError, findNonFinite } from './divergence.ts';
import type { TrainingTask } from './trainingTask.ts';

export interface StepOptions {
  /** The number of this update, from 1. */
  readonly update: number;
  /** The most that the norm of all gradients together may be; Infinity for no limit. */
  readonly clipNorm: number;
}

/**
 * One update: the loss of the next batch, its gradients, clipped, and a step of the optimizer. Gives the loss and how
 * many target tokens it is the mean of.
 *
 * @throws DivergenceError if the loss or a gradient is not finite; the parameters then stay as they were.
 */
export function trainStep<Batch>(
  task: TrainingTask<Batch>,
  optimizer: Optimizer,
  { update, clipNorm }: StepOptions,
): { loss: number; count: number } {
  try {
    return tidy(() => {
      const batch = task.batches.next();
      const { loss, count } = task.loss(batch);
      if (!(count > 0)) throw new ValueError(`TrainingTask.loss: count must be above 0; got ${count}`);
      backward(loss);
      const [value] = loss.read();
      const norm = clipGradNorm(optimizer.parameters, clipNorm);
      if (!Number.isFinite(value) || !Number.isFinite(norm)) {
        throw new DivergenceError({
          update,
          finding: `the loss is ${value}, the norm of its gradients ${norm}`,
          culprit: findNonFinite(task.model),
          batch: task.describe?.(batch),
        });
      }
      optimizer.step();
      return { loss: value, count };
    });
  } finally {
    optimizer.zeroGrad();
  }
}
