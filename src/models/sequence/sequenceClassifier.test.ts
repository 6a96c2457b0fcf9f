import { expect, it } from 'vitest';
import { relativeError } from '../../../test/support/close.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { attention, scaledDot, slidingWindow, softmax } from '../../attention/index.ts';
import { backward, noGrad, Rng, sum, type Tensor, tidy } from '../../tensor/index.ts';
import { tokenBatch } from '../tokenBatch.ts';
import { SequenceClassifier, type SequenceClassifierOptions } from './sequenceClassifier.ts';

expectNoLeaks();

const options = (seed = 3) => ({
  vocabSize: 11,
  numLabels: 5,
  embedDim: 6,
  numHeads: 2,
  feedForwardDim: 13,
  numLayers: 2,
  dropout: 0,
  rng: new Rng(seed),
});
const read = (x: Tensor): number[] => Array.from(x.read() as Float32Array);

function logits(
  sequences: number[][],
  own: Pick<SequenceClassifierOptions, 'readFrom' | 'mechanism'>,
): number[] {
  using model = new SequenceClassifier({ ...options(), ...own });
  return noGrad(() => tidy(() => read(model.forward(tokenBatch(sequences, 0)))));
}

it.each(['all', 'last'] as const)('reads the label from %s positions, whatever is padding', (readFrom) => {
  const alone = logits([[4, 9, 2]], { readFrom });
  const beside = logits(
    [
      [1, 2, 3, 4, 5, 6, 7],
      [4, 9, 2],
    ],
    { readFrom },
  );
  expect(beside.length).toBe(10);
  expect(relativeError(beside.slice(5), alone)).toBeLessThan(3e-6);
});

it('sees by the last position no further than its mechanism lets it', () => {
  const local = () => attention({ score: scaledDot(), normalizer: softmax(), pattern: slidingWindow(2) });
  const first = (id: number) => [id, 1, 2, 3, 4, 5, 6, 7];
  const near = { readFrom: 'last', mechanism: local() } as const;
  // Two layers of two positions each do not reach over seven.
  expect(logits([first(8)], near)).toEqual(logits([first(9)], near));
  expect(logits([first(8)], { readFrom: 'last' })).not.toEqual(logits([first(9)], { readFrom: 'last' }));
});

it('has gradients for all parameters', () => {
  using model = new SequenceClassifier({ ...options(), readFrom: 'all' });
  tidy(() =>
    backward(
      sum(
        model.forward(
          tokenBatch(
            [
              [1, 2, 3],
              [4, 5],
            ],
            0,
          ),
        ),
      ),
    ),
  );
  for (const [name, parameter] of model.namedParameters()) {
    expect(parameter.grad, name).not.toBeNull();
    parameter.grad!.dispose();
    parameter.grad = null;
  }
});
