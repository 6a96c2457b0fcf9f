import { displayWidth } from './displayWidth.ts';

/**
 * Lines that name columns in text: each word is written across, starting at its column's left edge, on the lowest line
 * where it does not run into the word or the leader line of a column to its right.
 *
 *     la
 *     │ voiture
 *     │ │     rouge
 *
 * @param cell columns of text that a column takes
 */
export function wordColumns(words: readonly string[], cell: number): string[] {
  const heights = lineOfEach(words, cell);
  const lines: string[] = [];
  for (let line = Math.max(...heights); line >= 0; line--) {
    let text = '';
    let width = 0;
    for (const [i, word] of words.entries()) {
      if (heights[i] < line) continue;
      const mark = heights[i] === line ? word : '│';
      text += ' '.repeat(i * cell - width) + mark;
      width = i * cell + displayWidth(mark);
    }
    lines.push(text);
  }
  return lines;
}

/** For each word the line it stands on, counted from the bottom. */
function lineOfEach(words: readonly string[], cell: number): number[] {
  const lines: number[] = [];
  for (let i = words.length - 1; i >= 0; i--) {
    // One blank must follow the word before the next column's word or leader line.
    const reached = Math.floor(displayWidth(words[i]) / cell);
    const inTheWay = lines.slice(0, reached);
    lines.unshift(inTheWay.length === 0 ? 0 : Math.max(...inTheWay) + 1);
  }
  return lines;
}
