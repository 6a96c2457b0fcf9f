import { Linear, Module } from '../../nn/index.ts';
import { type Rng, type Tensor, tidy } from '../../tensor/index.ts';
import type { ContextEncoder } from '../context/contextEncoder.ts';
import type { WordBatch } from '../words/wordBatch.ts';
import type { WordEncoder } from '../words/wordEncoder.ts';

/**
 * A tag for each word: what is known of the word by itself, then in its sentence, then how well each tag fits,
 * logits [B, L, T] = W context(words) + b.
 */
export class SequenceTagger extends Module {
  readonly words: WordEncoder;
  readonly context: ContextEncoder;
  readonly output: Linear;

  constructor(options: { words: WordEncoder; context: ContextEncoder; numTags: number; rng: Rng }) {
    super();
    const { words, context, numTags, rng } = options;
    this.words = words;
    this.context = context;
    this.output = new Linear({ inFeatures: context.outFeatures, outFeatures: numTags, rng });
  }

  /** What is computed for a real word does not depend on the padding. `weights` [B, H, L, L] say where words looked. */
  forward(
    batch: WordBatch,
    { needWeights = false }: { needWeights?: boolean } = {},
  ): { logits: Tensor; weights: Tensor | null } {
    return tidy(() => {
      const { lengths } = batch.words;
      const { output, weights } = this.context.forward(this.words.forward(batch), { lengths, needWeights });
      return { logits: this.output.forward(output), weights };
    });
  }
}
