import { hex, ramp, readableOn, type Scheme } from './ramp.ts';

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
    hue1: '#1f5fae',
    hue2: '#b84a12',
    hue3: '#157a4c',
    hue4: '#8b3fa8',
    hue5: '#b5286a',
    hue6: '#0b7688',
    hue7: '#7a6200',
    hue8: '#5b5f6b',
  },
  dark: {
    paper: '#15171e',
    ink: '#e8eaf0',
    quiet: '#9aa0b3',
    rule: '#333846',
    first: '#b6fed7',
    second: '#6fa8dc',
    hue1: '#7ab8ff',
    hue2: '#ff9e6b',
    hue3: '#5fd39a',
    hue4: '#d29bf0',
    hue5: '#ff8cc0',
    hue6: '#4fd0e0',
    hue7: '#d8c04a',
    hue8: '#b4b9c6',
  },
};

/** Colours to tell heads or kinds apart by; those beyond them begin anew. */
export const HUES = 8;

export function hue(index: number): string {
  return `var(--hue${(index % HUES) + 1})`;
}

/** The class whose ground is the ramp's colour for a weight from 0 to 1. */
export function weightClass(weight: number): string {
  return `w${Math.round(Math.min(1, Math.max(0, weight)) * WEIGHT_STEPS)}`;
}

/**
 * Style rules that both the page and the pictures use: `--paper`, `--ink`, `--quiet` (secondary text), `--rule` (lines),
 * `--first` and `--second` (curves), `--hue1` and so on, on `scope`, and for each weight's class `--ground`, with which
 * shapes in pictures are filled, and `--on-ground` (text on it). They follow the reader's choice of light or dark; paper is always light.
 */
export function paletteStyle(scope: string): string {
  const filled = `${scope} :is(rect,path)[class^=w]{fill:var(--ground)}`;
  return `${rules(scope, 'light')}${filled}@media screen and (prefers-color-scheme:dark){${rules(scope, 'dark')}}`;
}

function rules(scope: string, scheme: Scheme): string {
  const colors = Object.entries(COLORS[scheme]).map(([name, color]) => `--${name}:${color}`);
  const steps = Array.from({ length: WEIGHT_STEPS + 1 }, (_, step) => {
    const ground = ramp(step / WEIGHT_STEPS, scheme);
    return `${scope} .w${step}{--ground:${hex(ground)};--on-ground:${readableOn(ground) === 'black' ? '#000000' : '#ffffff'}}`;
  });
  return `${scope}{color-scheme:${scheme};${colors.join(';')}}${steps.join('')}`;
}
