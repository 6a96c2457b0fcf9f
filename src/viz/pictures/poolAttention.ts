import type { Matrix, TokenAttention } from '../tokenAttention.ts';

/** Rows and columns gathered into at most `most` blocks each way; each is its greatest weight, so that no peak is lost. */
export function poolMatrix(weights: Matrix, most: number): number[][] {
  const rows = blocks(weights.length, most);
  const columns = blocks(weights[0]?.length ?? 0, most);
  return rows.map(([top, bottom]) =>
    columns.map(([left, right]) => {
      let max = -Infinity;
      for (let l = top; l < bottom; l++)
        for (let s = left; s < right; s++) max = Math.max(max, weights[l][s]);
      return max;
    }),
  );
}

/** A map small enough to be drawn cell by cell: words are gathered into blocks, called by their first and last. */
export function poolAttention({ source, target, weights }: TokenAttention, most: number): TokenAttention {
  return {
    source: poolWords(source, most),
    target: poolWords(target, most),
    weights: poolMatrix(weights, most),
  };
}

function poolWords(words: readonly string[], most: number): string[] {
  return blocks(words.length, most).map(([from, to]) =>
    to - from === 1 ? words[from] : `${words[from]} … ${words[to - 1]}`,
  );
}

/** Blocks of one size, but for the last. */
function blocks(length: number, most: number): [from: number, to: number][] {
  const size = Math.max(1, Math.ceil(length / most));
  return Array.from({ length: Math.ceil(length / size) }, (_, i) => [
    i * size,
    Math.min(length, (i + 1) * size),
  ]);
}
