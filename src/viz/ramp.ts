/** `light`: strong is dark, for a light ground. `dark`: strong is bright, for a dark ground. */
export type Scheme = 'light' | 'dark';
/** Red, green, blue from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Where the ramp begins (weight 0) and ends (weight 1): lightness, chroma and hue in OKLCH. */
const ENDS: Record<Scheme, readonly [from: Oklch, to: Oklch]> = {
  light: [
    { lightness: 0.97, chroma: 0.01, hue: 190 },
    { lightness: 0.34, chroma: 0.125, hue: 275 },
  ],
  dark: [
    { lightness: 0.25, chroma: 0.03, hue: 275 },
    { lightness: 0.94, chroma: 0.09, hue: 160 },
  ],
};
/** More colour half way than on a straight line, which would pass through grey. */
const BULGE = 0.03;

interface Oklch {
  lightness: number;
  chroma: number;
  hue: number;
}

/**
 * The colour of an attention weight from 0 to 1 (clipped): equal steps in weight are equal steps in perceived lightness,
 * so that the map reads the same in grey and with any colour vision.
 *
 * Colour space: Ottosson, "A perceptual color space for image processing" (OKLab), 2020.
 */
export function ramp(weight: number, scheme: Scheme): Rgb {
  const t = Math.min(1, Math.max(0, weight));
  const [from, to] = ENDS[scheme];
  const mix = (a: number, b: number) => a + (b - a) * t;
  return oklchToRgb({
    lightness: mix(from.lightness, to.lightness),
    chroma: mix(from.chroma, to.chroma) + BULGE * 4 * t * (1 - t),
    hue: mix(from.hue, to.hue),
  });
}

export function hex(rgb: Rgb): string {
  return `#${rgb.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** The text that reads better on this ground: at least 4.5 to 1 on every shade. */
export function readableOn(ground: Rgb): 'black' | 'white' {
  return oklab(ground)[0] > 0.565 ? 'black' : 'white';
}

/** OKLab's lightness, a and b of a colour: distances there are differences as we see them. */
export function oklab(rgb: Rgb): [number, number, number] {
  const [r, g, b] = rgb.map((channel) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function oklchToRgb({ lightness, chroma, hue }: Oklch): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    channel(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function channel(linear: number): number {
  const c = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, c)));
}
