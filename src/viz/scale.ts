import { formatTick, ticks } from './ticks.ts';

/** An axis of a chart. */
export interface Scale {
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
  /** How far along a value lies: 0 where the axis begins, 1 where it ends. */
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

/** From 0 to `max` itself, with some `count` ticks. */
export function linearExtent(max: number, count: number): Scale {
  const values = ticks(0, max, count).filter((value) => value <= max);
  return { ticks: values.map((value) => ({ value, text: formatTick(value) })), at: (value) => value / max };
}

/** From `from` to `max` themselves, by powers of ten. */
export function logarithmicExtent(from: number, max: number): Scale {
  const [low, high] = [Math.log10(from), Math.log10(max)];
  const first = Math.ceil(low - 1e-9);
  const powers = Array.from({ length: Math.floor(high + 1e-9) - first + 1 }, (_, i) => 10 ** (first + i));
  return {
    ticks: powers.map((value) => ({ value, text: formatTick(value) })),
    at: (value) => (Math.log10(value) - low) / (high - low || 1),
  };
}

/** From one round number to another, `min` or less and `max` or more, with some `count` ticks. */
export function linearRange(min: number, max: number, count: number): Scale {
  const magnitude = Math.max(Math.abs(min), Math.abs(max));
  // What the few digits of ticks cannot tell apart is one value, and gets an axis as wide as a fifth of it.
  const margin = max - min > 1e-4 * magnitude ? 0 : magnitude / 10;
  const values = magnitude < 1e-12 ? ticks(0, 0, count) : ticks(min - margin, max + margin, count);
  const [low, high] = [values[0], values[values.length - 1]];
  return {
    ticks: values.map((value) => ({ value, text: formatTick(value) })),
    at: (value) => (value - low) / (high - low),
  };
}

/** From one of the numbers 1, 2 and 5 times a power of ten to another, `min` or less and `max` or more; both are above 0. */
export function logarithmicRange(min: number, max: number): Scale {
  const round: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.ceil(Math.log10(max)); power++)
    for (const digit of [1, 2, 5]) round.push(Number(`${digit}e${power}`));
  const first = Math.max(
    0,
    round.findLastIndex((value) => value <= min),
  );
  const last = Math.max(
    first + 1,
    round.findIndex((value) => value >= max),
  );
  const within = round.slice(first, last + 1);
  const [low, high] = [Math.log10(within[0]), Math.log10(within[within.length - 1])];
  // Over several powers of ten, those alone are enough.
  const shown =
    within.length <= MOST_ROUND ? within : within.filter((value) => /^[.0]*1/.test(String(value)));
  return {
    ticks: shown.map((value) => ({ value, text: formatTick(value) })),
    at: (value) => (Math.log10(value) - low) / (high - low),
  };
}

const MOST_ROUND = 10;

const DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function superscript(power: number): string {
  return String(power).replace(/./g, (character) => (character === '-' ? '⁻' : DIGITS[Number(character)]));
}
