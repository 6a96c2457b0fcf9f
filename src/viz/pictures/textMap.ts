import { checkPositive } from '../checkPositive.ts';
import { truncate } from '../displayWidth.ts';
import { escapeHtml } from '../escapeHtml.ts';
import { weightClass } from '../palette.ts';
import { coordinate, label, type Picture, padded, textWidth } from '../svg.ts';
import { checkVector, strongest } from '../tokenAttention.ts';
import { visibleToken } from '../visibleToken.ts';
import { isRightToLeft } from '../writingDirection.ts';
import { weightText } from './findings.ts';
import { SCALE_HEIGHT, weightScale } from './weightScale.ts';

/** A sentence and how much each word counted. */
export interface WeightedText {
  words: readonly string[];
  weights: ArrayLike<number>;
}

export interface TextMapOptions {
  title?: string;
  /** In pixels; the text goes on below. */
  width?: number;
  /** The weight that has the strongest colour; the strongest of the text otherwise. */
  max?: number;
}

const FONT_SIZE = 17;
const LINE = 34;
const BOX = 26;
const SIDE = 6;
const GAP = 4;
const LONGEST_NAME = 40;
const TOLD = 3;

/**
 * A text whose words are shaded by weight, as attention pooling weighs them: what told it. Negative weights count as 0.
 * Pointing at a word tells its weight.
 *
 * @throws ShapeError, ValueError if there is not one finite weight for each word, or no word
 */
export function textMap({ words, weights }: WeightedText, options: TextMapOptions = {}): Picture {
  const { title = 'What counted', width = 560 } = options;
  checkVector('textMap', weights, words.length, 'word');
  checkPositive('textMap', { max: options.max, width });
  const max = options.max ?? strongest([weights]);
  const places = flow(words, width);
  const bottom = places[places.length - 1].y + LINE;
  const key = weightScale(0, bottom + 8, max);
  const used = Math.max(key.width, ...places.map(({ x, width: own }) => x + own));
  const flip = isRightToLeft(words);
  const shapes = places.map(({ x, y, width: own }, i) => {
    const left = flip ? used - x - own : x;
    const shade = weightClass(weights[i] / max);
    const word = visibleToken(words[i]);
    const tip = escapeHtml(`${word}: ${weights[i].toFixed(4)}`);
    const place = `x="${coordinate(left)}" y="${y}" width="${coordinate(own)}" height="${BOX}" rx="4"`;
    const text = label(
      left + own / 2,
      y + BOX / 2,
      word,
      'dy=".34em" text-anchor="middle" fill="var(--on-ground)"',
      LONGEST_NAME,
    );
    return `<g class="${shade}"><title>${tip}</title><rect fill="var(--ground)" ${place}/>${text}</g>`;
  });
  return padded({
    width: used,
    height: bottom + 8 + SCALE_HEIGHT,
    title,
    description: describe(words, weights),
    body: `<g font-size="${FONT_SIZE}">${shapes.join('')}</g>${key.body}`,
    table: {
      headings: ['word', 'weight'],
      rows: words.map((word, i) => [visibleToken(word), weightText(weights[i])]),
    },
  });
}

/** Words in lines, from the left. */
function flow(words: readonly string[], width: number): { x: number; y: number; width: number }[] {
  let [x, y] = [0, 0];
  return words.map((word) => {
    const own = textWidth(truncate(visibleToken(word), LONGEST_NAME), FONT_SIZE) + 2 * SIDE;
    if (x > 0 && x + own > width) [x, y] = [0, y + LINE];
    const place = { x, y, width: own };
    x += own + GAP;
    return place;
  });
}

function describe(words: readonly string[], weights: ArrayLike<number>): string {
  const order = words
    .map((word, i) => ({ word: visibleToken(word), weight: weights[i] }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, TOLD)
    .map(({ word, weight }) => `‘${word}’ (${weightText(weight)})`);
  const text = `“${words.map(visibleToken).join(' ')}”.`;
  return order.length === 0 ? `${text} No word counted.` : `${text} What counted most: ${order.join(', ')}.`;
}
