/** An attention map over words: weights[t][s] is how much of target word t came from source word s. */
export interface WordMap {
  readonly source: readonly string[];
  readonly target: readonly string[];
  readonly weights: readonly (readonly number[])[];
}

const WORD_START = '▁';

/** Groups of neighbouring pieces that spell one word: a piece that begins with "▁" begins a word. */
function groupPieces(pieces: readonly string[]): number[][] {
  const marked = pieces.some((piece) => piece.startsWith(WORD_START));
  const groups: number[][] = [];
  pieces.forEach((piece, i) => {
    const inside = marked && i > 0 && !piece.startsWith(WORD_START) && !piece.startsWith('<');
    if (inside) groups[groups.length - 1].push(i);
    else groups.push([i]);
  });
  return groups;
}

/**
 * The map over pieces gathered into words: weights of a source word's pieces add up, since attention is shared among
 * them; those of a target word's pieces are averaged, since each piece looked for itself.
 */
export function wordMap(
  sourcePieces: readonly string[],
  targetPieces: readonly string[],
  weights: readonly ArrayLike<number>[],
): WordMap {
  const sources = groupPieces(sourcePieces);
  const targets = groupPieces(targetPieces);
  const spell = (pieces: readonly string[], group: number[]): string =>
    group.map((i) => pieces[i]).join('').replace(WORD_START, '');
  return {
    source: sources.map((group) => spell(sourcePieces, group)),
    target: targets.map((group) => spell(targetPieces, group)),
    weights: targets.map((rows) =>
      sources.map((columns) => {
        let sum = 0;
        for (const t of rows) for (const s of columns) sum += weights[t][s];
        return sum / rows.length;
      }),
    ),
  };
}
