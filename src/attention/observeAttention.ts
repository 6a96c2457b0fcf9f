import type { Module } from '../nn/index.ts';
import type { Shape, Tensor } from '../tensor/index.ts';

/** Where one layer of a model looked. */
export interface ObservedAttention {
  /** The layer's dotted name in the model, `encoder.layers.0.self_attn`. */
  readonly name: string;
  /** [B, H, L, S], or [B, L, S] of a layer without heads. */
  readonly shape: Shape;
  readonly weights: Float32Array;
}

type Observer = (layer: Module, weights: Tensor) => void;

let observer: Observer | null = null;

/** Layers ask for weights where somebody watches. */
export const isObserved = (): boolean => observer !== null;

/** Called by every layer that attends, with its weights. */
export function observed(layer: Module, weights: Tensor | null): void {
  if (weights !== null) observer?.(layer, weights);
}

/**
 * Runs a model and says where each of its layers looked, in the order in which they did, one that attends several times as often.
 * No layer needs to be asked: this is how the whole of a model is drawn.
 *
 * ```ts
 * const { maps } = observeAttention(model, () => tidy(() => model.forward(source, target)));
 * ```
 */
export function observeAttention<T>(model: Module, run: () => T): { result: T; maps: ObservedAttention[] } {
  const names = new Map([...model.namedModules()].map(([name, module]) => [module, name]));
  const maps: ObservedAttention[] = [];
  const before = observer;
  observer = (layer, weights) => {
    const name = names.get(layer);
    if (name !== undefined)
      maps.push({ name, shape: weights.shape, weights: weights.read() as Float32Array });
  };
  try {
    return { result: run(), maps };
  } finally {
    observer = before;
  }
}
