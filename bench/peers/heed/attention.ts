import {
  type AttentionOptions,
  attention as attentionOf,
  causal,
  dense,
  type Mechanism,
  type Pattern,
  scaledDot,
  slidingWindow,
  softmax,
} from '../../../src/attention/index.ts';
import { backward, noGrad, requireGrad, type Tensor, tidy } from '../../../src/tensor/index.ts';
import { seeds } from '../inputs.ts';
import type { Prepared } from '../peer.ts';
import type { AttentionWork, Visibility } from '../work.ts';
import { input, read } from './input.ts';

export function attention({ gradients, visible, ...sizes }: AttentionWork): Prepared {
  const attend = attentionOf({ score: scaledDot(), normalizer: softmax(), pattern: patternOf(visible) });
  const options: AttentionOptions = visible?.kind === 'lengths' ? { lengths: visible.lengths } : {};
  return mechanismWork(attend, { ...sizes, gradients }, options);
}

/** What a mechanism makes of q, k and v [B, H, L, D], with their gradients if asked for. */
export function mechanismWork(
  attend: Mechanism,
  { B, H, L, D, gradients }: Pick<AttentionWork, 'B' | 'H' | 'L' | 'D' | 'gradients'>,
  options: AttentionOptions = {},
): Prepared {
  const shape = [B, H, L, D];
  const [q, k, v] = [seeds.q, seeds.k, seeds.v].map((seed) => input(shape, seed));
  const g = gradients ? input(shape, seeds.g) : null;
  if (gradients) for (const x of [q, k, v]) requireGrad(x);

  /** Runs forward and, if asked for, backward; `use` sees the output, and the gradients at q, k and v, before they go. */
  const run = (use?: (output: Tensor) => void) =>
    tidy(() => {
      if (g === null) {
        const { output } = noGrad(() => attend(q, k, v, options));
        use?.(output);
        return;
      }
      const { output } = attend(q, k, v, options);
      backward(output, g);
      use?.(output);
      for (const x of [q, k, v]) {
        x.grad?.dispose();
        x.grad = null;
      }
    });
  return {
    run: () => run(),
    async results() {
      const results: ArrayLike<number>[] = [];
      run((output) => {
        results.push(read(output));
        for (const { grad } of [q, k, v]) if (grad !== null) results.push(read(grad));
      });
      return results;
    },
    dispose() {
      for (const x of [q, k, v, g]) x?.dispose();
    },
  };
}

function patternOf(visible: Visibility | undefined): Pattern {
  switch (visible?.kind) {
    case 'causal':
      return causal();
    case 'window':
      return slidingWindow(visible.size);
    default:
      return dense();
  }
}
