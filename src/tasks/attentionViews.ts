import type { ObservedAttention } from '../attention/index.ts';
import type { Matrix } from '../viz/index.ts';

/** The attention of layers of one kind, for one input: all that is drawn side by side. */
export interface AttentionView {
  /** The layers' name with their numbers left out: `encoder.layers.self_attn`. */
  readonly name: string;
  /** [layers, H, L, S] */
  readonly layers: readonly (readonly Matrix[])[];
}

/** Maps that were observed on a single input, those of layers of one kind together. */
export function attentionViews(maps: readonly ObservedAttention[]): AttentionView[] {
  const views = new Map<string, Matrix[][]>();
  for (const { name, shape, weights } of maps) {
    const kind = name.replace(/\.\d+(?=\.|$)/g, '');
    const layers = views.get(kind) ?? [];
    layers.push(headsOf(shape, weights));
    views.set(kind, layers);
  }
  return [...views].map(([name, layers]) => ({ name, layers }));
}

/** [1, H, L, S], or [1, L, S], as [H, L, S]. */
function headsOf(shape: readonly number[], weights: Float32Array): Matrix[] {
  const [L, S] = shape.slice(-2);
  const H = shape.length === 4 ? shape[1] : 1;
  return Array.from({ length: H }, (_, h) =>
    Array.from({ length: L }, (_, l) => weights.subarray((h * L + l) * S, (h * L + l + 1) * S)),
  );
}
