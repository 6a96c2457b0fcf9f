import type { TokenTask } from '../../data/index.ts';
import { measurePeak } from '../../runtime/index.ts';
import { backward, HeedError, tidy, ValueError } from '../../tensor/index.ts';
import type { MechanismMeasure } from './cell.ts';
import { entrant, labelled, longestOf } from './entrant.ts';
import type { ComparedMechanism } from './mechanisms.ts';
import type { ComparisonSettings } from './settings.ts';

/**
 * What a mechanism takes on a task, by one pass forward and backward over a batch of the longest sequences.
 *
 * @throws ValueError naming the mechanism if it cannot take these sequences.
 */
export function measureMechanism(
  name: string,
  mechanism: ComparedMechanism,
  task: TokenTask,
  settings: ComparisonSettings,
): MechanismMeasure {
  try {
    return measure(mechanism, task, settings);
  } catch (cause) {
    if (!(cause instanceof HeedError)) throw cause;
    throw new ValueError(
      `compare: "${name}" cannot take sequences of ${longestOf(task)} tokens, or these sizes: ${cause.message}`,
      { cause },
    );
  }
}

function measure(
  mechanism: ComparedMechanism,
  task: TokenTask,
  settings: ComparisonSettings,
): MechanismMeasure {
  const { predictor, training } = entrant(task, mechanism, settings, 0);
  const { model } = predictor;
  try {
    const longest = [...task.train]
      .sort((a, b) => b.tokens.length - a.tokens.length)
      .slice(0, settings.batchSize)
      .map(labelled);
    const { peakBytes } = measurePeak(() => tidy(() => backward(training.loss(longest).loss)));
    const L = longestOf(task);
    const multiplyAdds = model.context.encoder.layers.reduce((sum, { selfAttn }) => {
      const { numHeads: H, headDim: E } = selfAttn;
      return sum + selfAttn.mechanism.cost({ B: 1, H, L, S: L, E, Ev: E }).multiplyAdds;
    }, 0);
    return { parameters: model.countParameters(), peakBytes, multiplyAdds };
  } finally {
    model.dispose();
  }
}
