// What peers are asked to do, as plain JSON, so that every side of a comparison is told the same.
import type { ModelConfig } from '../../src/models/index.ts';

/** Softmax attention: q, k and v [B, H, L, D], the scale 1 / sqrt(D). */
export interface AttentionWork {
  readonly kind: 'attention';
  readonly B: number;
  readonly H: number;
  readonly L: number;
  readonly D: number;
  /** Also the gradients of q, k and v, for a given gradient of the output. */
  readonly gradients: boolean;
  /** Who may look at whom; all by default. */
  readonly visible?: Visibility;
}

/** Linear attention with features elu(x) + 1: q, k and v [B, H, L, D]; with the gradients of q, k and v. */
export interface LinearAttentionWork {
  readonly kind: 'linearAttention';
  readonly B: number;
  readonly H: number;
  readonly L: number;
  readonly D: number;
  readonly causal?: boolean;
}

export type Visibility =
  | { readonly kind: 'causal' }
  /** Keys up to `size` positions away, on both sides. */
  | { readonly kind: 'window'; readonly size: number }
  /** The first lengths[b] keys of sequence b. */
  | { readonly kind: 'lengths'; readonly lengths: readonly number[] };

/** The product of two n x n matrices. */
export interface ProductWork {
  readonly kind: 'product';
  readonly n: number;
}

/**
 * One training step of the Transformer encoder-decoder (norms in front, one embedding for source, target and output) on a
 * batch of B sources and B targets of up to L tokens: loss with label smoothing, gradients, clipping, Adam.
 */
export interface TrainingWork {
  readonly kind: 'training';
  readonly B: number;
  readonly L: number;
  readonly dropout: number;
  readonly model: TransformerSizes;
}

export interface TransformerSizes {
  readonly vocabSize: number;
  readonly embedDim: number;
  readonly numHeads: number;
  readonly feedForwardDim: number;
  /** Of the encoder, and of the decoder. */
  readonly numLayers: number;
}

/** Greedy decoding with the Transformer in a directory, one source at a time. */
export interface DecodingWork {
  readonly kind: 'decoding';
  readonly directory: string;
  /** Sizes of the model, of which its file names only those that were chosen. */
  readonly model: ModelConfig;
  readonly padId: number;
  readonly bosId: number;
  readonly eosId: number;
  /** Token ids, ends included. */
  readonly sources: readonly (readonly number[])[];
}

export type Work = AttentionWork | LinearAttentionWork | ProductWork | TrainingWork | DecodingWork;

/** What is compared before `work` is timed: chance falls differently everywhere, so it is left out. */
export function comparable(work: Work): Work {
  return work.kind === 'training' ? { ...work, dropout: 0 } : work;
}

/**
 * The largest difference that two right answers may have, as a part of the largest element. Both are of float32, summed in
 * different orders; decoding gives tokens, which are the same or not.
 */
export function tolerance(work: Work): number {
  return { attention: 1e-5, linearAttention: 1e-5, product: 1e-5, training: 1e-4, decoding: 0 }[work.kind];
}

/** The multiply-adds that it takes to do `work` as it is defined: pairs that may not meet cost none. */
export function multiplyAdds(work: AttentionWork | ProductWork): number {
  if (work.kind === 'product') return work.n ** 3;
  const { B, H, L, D, gradients } = work;
  // Scores and output; and their recomputation, and the gradients of weights, q, k and v.
  return (gradients ? 7 : 2) * D * H * pairs(work.visible, B, L);
}

function pairs(visible: Visibility | undefined, B: number, L: number): number {
  switch (visible?.kind) {
    case undefined:
      return B * L * L;
    case 'causal':
      return (B * L * (L + 1)) / 2;
    case 'lengths':
      return L * visible.lengths.reduce((sum, length) => sum + length, 0);
    case 'window': {
      const { size } = visible;
      let sum = 0;
      for (let i = 0; i < L; i++) sum += Math.min(L - 1, i + size) - Math.max(0, i - size) + 1;
      return B * sum;
    }
  }
}
