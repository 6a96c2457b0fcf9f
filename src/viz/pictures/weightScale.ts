import { WEIGHT_STEPS, weightClass } from '../palette.ts';
import { coordinate, label, textWidth } from '../svg.ts';
import { weightText } from './findings.ts';

const STEP = 3;
const RAMP = (WEIGHT_STEPS + 1) * STEP;

export const SCALE_HEIGHT = 12;

/** What the shades mean: from 0 to the strongest weight, which is `max` or told in words. */
export function weightScale(x: number, y: number, max: number | string): { body: string; width: number } {
  const steps = Array.from(
    { length: WEIGHT_STEPS + 1 },
    (_, i) =>
      `<rect class="${weightClass(i / WEIGHT_STEPS)}" x="${i * STEP}" width="${STEP + 0.5}" height="10"/>`,
  );
  const end = typeof max === 'number' ? weightText(max) : max;
  const ramp = `<g transform="translate(${coordinate(x + 14)} ${coordinate(y + 1)})">${steps.join('')}</g>`;
  const width = 14 + RAMP + 8;
  return {
    body: `<g fill="var(--quiet)">${label(x, y + 10, '0')}${ramp}${label(x + width, y + 10, end)}</g>`,
    width: width + textWidth(end, 12),
  };
}
