import { oklab, type Rgb, ramp, readableOn } from './ramp.ts';

/** How weights are shown in a terminal: in 24-bit colour, in the 256 colours every terminal knows, or without colour. */
export type TerminalColor = boolean | 256;

/** The least shade is a dot, so that rows and columns can be followed where nothing is attended to. */
const SHADES = ['·', '░', '▒', '▓', '█'];
const RESET = '\x1b[0m';

/** A piece of text `width` columns wide, shaded for a weight from 0 to 1. */
export function shade(weight: number, width: number, color: TerminalColor): string {
  if (color === false) {
    const shade = SHADES[Math.min(4, Math.floor(Math.max(0, weight) * 5))];
    return shade === '·' ? shade.padEnd(width) : shade.repeat(width);
  }
  return `${groundOf(weight, color)}${' '.repeat(width)}${RESET}`;
}

/** A text on the colour of a weight from 0 to 1, in black or white, whichever reads better on it. */
export function shadeText(text: string, weight: number, color: Exclude<TerminalColor, false>): string {
  const ink = readableOn(ramp(weight, 'dark')) === 'black' ? 16 : 231;
  return `${groundOf(weight, color)}\x1b[38;5;${ink}m${text}${RESET}`;
}

function groundOf(weight: number, color: Exclude<TerminalColor, false>): string {
  const rgb = ramp(weight, 'dark');
  const ground = color === 256 ? `5;${nearestOf256(rgb)}` : `2;${rgb.join(';')}`;
  return `\x1b[48;${ground}m`;
}

/** Colours 16 to 255 are the same everywhere: a cube of 6 x 6 x 6 and 24 greys; the first 16 belong to the user's theme. */
const PALETTE: readonly Rgb[] = Array.from({ length: 240 }, (_, i): Rgb => {
  const grey = 8 + 10 * (i - 216);
  if (i >= 216) return [grey, grey, grey];
  const level = (digit: number) => (digit === 0 ? 0 : 55 + 40 * digit);
  return [level(Math.floor(i / 36)), level(Math.floor(i / 6) % 6), level(i % 6)];
});
const PALETTE_LAB = PALETTE.map(oklab);

/** Lightness counts three times, so that a greater weight is never darker. */
function nearestOf256(rgb: Rgb): number {
  const [l, a, b] = oklab(rgb);
  const distances = PALETTE_LAB.map(([l2, a2, b2]) => Math.hypot(3 * (l - l2), a - a2, b - b2));
  return 16 + distances.indexOf(Math.min(...distances));
}
