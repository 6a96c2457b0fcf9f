import { hex, oklab, type Rgb, ramp, type Scheme } from './ramp.ts';

/** Weights are shown in so many steps above nothing, finer than the eye tells apart. */
export const WEIGHT_STEPS = 32;

const COLORS: Record<Scheme, Record<string, string>> = {
  light: {
    paper: '#fdfdfc',
    ink: '#1d2130',
    quiet: '#62677a',
    rule: '#dfe1e6',
    first: '#282c77',
    second: '#2f8a8f',
  },
  dark: {
    paper: '#15171e',
    ink: '#e8eaf0',
    quiet: '#9aa0b3',
    rule: '#333846',
    first: '#b6fed7',
    second: '#6fa8dc',
  },
};

/** The class whose ground is the ramp's colour for a weight from 0 to 1. */
export function weightClass(weight: number): string {
  return `w${Math.round(Math.min(1, Math.max(0, weight)) * WEIGHT_STEPS)}`;
}

/**
 * Style rules that both the page and the pictures use: `--paper`, `--ink`, `--quiet` (secondary text), `--rule` (lines),
 * `--first` and `--second` (curves) on `scope`, and for each weight's class `--ground` and `--on-ground` (text on it).
 * They follow the reader's choice of light or dark; paper is always light.
 */
export function paletteStyle(scope: string): string {
  return `${rules(scope, 'light')}@media screen and (prefers-color-scheme:dark){${rules(scope, 'dark')}}`;
}

function rules(scope: string, scheme: Scheme): string {
  const colors = Object.entries(COLORS[scheme]).map(([name, color]) => `--${name}:${color}`);
  const steps = Array.from({ length: WEIGHT_STEPS + 1 }, (_, step) => {
    const ground = ramp(step / WEIGHT_STEPS, scheme);
    return `${scope} .w${step}{--ground:${hex(ground)};--on-ground:${inkOn(ground)}}`;
  });
  return `${scope}{color-scheme:${scheme};${colors.join(';')}}${steps.join('')}`;
}

/** Black or white text, whichever reads better on this ground: at least 4.5 to 1 on every shade. */
function inkOn(ground: Rgb): string {
  return oklab(ground)[0] > 0.565 ? '#000000' : '#ffffff';
}
