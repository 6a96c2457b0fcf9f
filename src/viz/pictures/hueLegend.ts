import { hue } from '../palette.ts';
import { coordinate, label, textWidth } from '../svg.ts';

const LINE = 18;

/** What colours stand for: a dot and a name each, in as many lines as the width asks for. */
export function hueLegend(names: readonly string[], width: number) {
  let [x, y, used] = [0, 0, 0];
  const entries = names.map((name, i) => {
    const own = 14 + textWidth(name, 12);
    if (x > 0 && x + own > width) [x, y] = [0, y + LINE];
    const dot = `<circle cx="${coordinate(x + 5)}" cy="${y + 6}" r="4.5" fill="${hue(i)}"/>`;
    const entry = dot + label(x + 14, y + 10, name);
    used = Math.max(used, x + own);
    x += own + 14;
    return entry;
  });
  return {
    body: `<g fill="var(--quiet)">${entries.join('')}</g>`,
    width: used,
    height: names.length === 0 ? 0 : y + LINE,
  };
}
