import { normalizeText } from './normalizeText.ts';

/** Stands for a space, so that pieces can be joined again without guessing (Kudo and Richardson, 2018). */
export const METASPACE = '▁';

/** Normalised, with a mark for each space and one in front: `Va !` gives `▁Va▁!`. */
export function toMetaspace(text: string): string {
  const marked = normalizeText(text).replaceAll(' ', METASPACE);
  return marked === '' || marked.startsWith(METASPACE) ? marked : METASPACE + marked;
}

/** Cut before each mark: `Va !` gives `▁Va` and `▁!`. */
export function metaspaceWords(text: string): string[] {
  return toMetaspace(text).match(/▁[^▁]*/g) ?? [];
}
