import { ValueError } from '../tensor/errors.ts';
import { checkPositive } from './checkPositive.ts';
import { displayWidth, truncate } from './displayWidth.ts';
import type { WeightedText } from './pictures/textMap.ts';
import { shade, shadeText, type TerminalColor } from './shading.ts';
import { checkVector, strongest } from './tokenAttention.ts';
import { visibleToken } from './visibleToken.ts';

export interface TextShadesOptions {
  color: TerminalColor;
  /** No line is wider, in terminal columns; at least 10. */
  width?: number;
  /** The weight that has the strongest shade; the strongest of the text otherwise. */
  max?: number;
}

const NARROWEST = 10;

/**
 * A text for the terminal whose words are shaded by weight; without colour the shades stand below the words. The last line
 * has no `\n`.
 *
 *     a moving and important film
 *     · ▓▓▓▓▓▓ ·   █████████ ░░░░
 *
 * @throws ShapeError, ValueError if there is not one finite weight for each word, or no word
 */
export function renderText(
  { words, weights }: WeightedText,
  { color, width = 80, max }: TextShadesOptions,
): string {
  checkVector('renderText', weights, words.length, 'word');
  checkPositive('renderText', { max });
  if (!(width >= NARROWEST)) {
    throw new ValueError(`renderText: width must be at least ${NARROWEST}; got ${width}`);
  }
  const most = max ?? strongest([weights]);
  const names = words.map((word) => truncate(visibleToken(word), width));
  const lines: string[] = [];
  for (const [from, to] of linesOf(names.map(displayWidth), width)) {
    const range = names.slice(from, to);
    if (color === false) {
      const marks = range.map((name, i) => shade(weights[from + i] / most, displayWidth(name), false));
      lines.push(range.join(' '), marks.join(' ').trimEnd());
    } else {
      lines.push(range.map((name, i) => shadeText(name, weights[from + i] / most, color)).join(' '));
    }
  }
  return lines.join('\n');
}

/** From which word to which a line goes, with a blank between words. */
function linesOf(widths: readonly number[], room: number): [from: number, to: number][] {
  const lines: [number, number][] = [];
  let [from, used] = [0, 0];
  for (const [i, width] of widths.entries()) {
    if (i > from && used + width > room) {
      lines.push([from, i]);
      [from, used] = [i, 0];
    }
    used += width + 1;
  }
  lines.push([from, widths.length]);
  return lines;
}
