import type { AttentionView } from '../attentionViews.ts';

/** Where layers of one kind looked, with the tokens on both sides. */
export interface ObservedView extends AttentionView {
  /** S tokens that were looked at. */
  readonly source: readonly string[];
  /** L tokens that looked. */
  readonly target: readonly string[];
  /** Which attention it is. */
  readonly kind: 'encoder' | 'decoder' | 'cross';
}

type TokenNames = Readonly<Record<'source' | 'read' | 'written', readonly string[]>>;

/** Who looks at whom in a translator: the encoder at the source, the decoder at what it wrote, and across. */
export function sidesOf({ name }: AttentionView, { source, read, written }: TokenNames) {
  if (name.startsWith('encoder')) return { kind: 'encoder' as const, source, target: source };
  if (name.endsWith('self_attn')) return { kind: 'decoder' as const, source: read, target: written };
  return { kind: 'cross' as const, source, target: written };
}
