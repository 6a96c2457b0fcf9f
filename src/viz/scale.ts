import { formatTick, ticks } from './ticks.ts';

/** The vertical axis of a chart. */
export interface Scale {
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
  /** How far up a value lies: 0 at the foot of the axis, 1 at its head. */
  at(value: number): number;
}

/** From 0 to a round number, `max` or more. */
export function linearScale(max: number): Scale {
  const values = ticks(0, max, 5);
  const last = values[values.length - 1];
  return { ticks: values.map((value) => ({ value, text: formatTick(value) })), at: (value) => value / last };
}

/** From one power of ten to another, `max` or more; with some seven ticks at most. */
export function logarithmicScale(from: number, max: number): Scale {
  const low = Math.floor(Math.log10(from) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.log10(max) - 1e-9));
  const step = Math.ceil((high - low) / 6);
  const powers = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => high - i * step);
  return {
    ticks: powers.reverse().map((power) => ({ value: 10 ** power, text: `10${superscript(power)}` })),
    at: (value) => (Math.log10(value) - low) / (high - low),
  };
}

const DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function superscript(power: number): string {
  return String(power).replace(/./g, (character) => (character === '-' ? '⁻' : DIGITS[Number(character)]));
}
