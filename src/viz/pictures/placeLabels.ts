/** A rectangle; x and y are its left and its top. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A circle that is to be named, and the size of its name. */
export interface NamedCircle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly label: { readonly width: number; readonly height: number };
}

const GAP = 4;
/** A name that is no farther than this from its circle needs no line to it. */
export const CLOSE = 8;
/** What names cover counts before what lines cross. */
const LITTLE = 1e-3;
/** Less than this makes no place worse than another. */
const ROUNDING = 1e-6;
/** How wide a line counts, and the squares that it is made of. */
const LINE = 3;
/** How far names may go from their circles where it is crowded. */
const DISTANCES = [0, 10, 20, 32, 46, 62, 80];
/** Where names stand, the best first: right, left, above, below, and between those. */
const DIRECTIONS = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [1, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
] as const;

/**
 * Where names of circles stand so that they cover neither one another nor any circle nor the line from a circle to its name, and
 * stay within bounds: as near as that allows, circle after circle. Where there is no such place, the one that covers the least.
 */
export function placeLabels(circles: readonly NamedCircle[], bounds: Box): Box[] {
  const taken: Box[] = circles.map(({ x, y, radius }) => ({
    x: x - radius,
    y: y - radius,
    width: 2 * radius,
    height: 2 * radius,
  }));
  const names: Box[] = [];
  const lines: Box[] = [];
  for (const circle of circles) {
    const places = DISTANCES.flatMap((distance) =>
      DIRECTIONS.map((direction) => beside(circle, direction, distance)),
    );
    const costs = places.map((place) => {
      const crossed = covered([place], lines) + covered(lineTo(circle, place), names);
      return outside(place, bounds) + covered([place], taken) + LITTLE * crossed;
    });
    const least = Math.min(...costs);
    const best = places[costs.findIndex((cost) => cost <= least + ROUNDING)];
    names.push(best);
    taken.push(best);
    lines.push(...lineTo(circle, best));
  }
  return names;
}

function beside(
  { x, y, radius, label: { width, height } }: NamedCircle,
  [right, down]: readonly [number, number],
  distance: number,
): Box {
  const reach = (radius + GAP + distance) * (right !== 0 && down !== 0 ? Math.SQRT1_2 : 1);
  return {
    x: x + right * reach + ((right - 1) / 2) * width,
    y: y + down * reach + ((down - 1) / 2) * height,
    width,
    height,
  };
}

/** The line from a circle's middle to the nearest point of its name, as small squares; none where they are close. */
function lineTo({ x, y, radius }: NamedCircle, name: Box): Box[] {
  const [toX, toY] = nearestPoint(name, x, y);
  const length = Math.hypot(toX - x, toY - y);
  if (length < radius + CLOSE) return [];
  const count = Math.ceil(length / LINE);
  return Array.from({ length: count }, (_, i) => ({
    x: x + ((toX - x) * i) / count - LINE / 2,
    y: y + ((toY - y) * i) / count - LINE / 2,
    width: LINE,
    height: LINE,
  }));
}

/** The point of a box that is nearest to another. */
export function nearestPoint({ x, y, width, height }: Box, toX: number, toY: number): [x: number, y: number] {
  return [Math.min(x + width, Math.max(x, toX)), Math.min(y + height, Math.max(y, toY))];
}

/** How many pixels of a place are out of bounds. */
const outside = (place: Box, bounds: Box): number => place.width * place.height - overlap(place, bounds);

/** How many pixels of some boxes others cover. */
function covered(boxes: readonly Box[], others: readonly Box[]): number {
  return boxes.reduce((sum, box) => others.reduce((inner, other) => inner + overlap(box, other), sum), 0);
}

export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}
