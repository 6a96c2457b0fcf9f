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
 * Where names of circles stand so that they cover neither one another nor any circle and stay within bounds: as near as that
 * allows, circle after circle. Where there is no such place, the one that covers the least.
 */
export function placeLabels(circles: readonly NamedCircle[], bounds: Box): Box[] {
  const taken: Box[] = circles.map(({ x, y, radius }) => ({
    x: x - radius,
    y: y - radius,
    width: 2 * radius,
    height: 2 * radius,
  }));
  return circles.map((circle) => {
    const places = DISTANCES.flatMap((distance) =>
      DIRECTIONS.map((direction) => beside(circle, direction, distance)),
    );
    const costs = places.map((place) => costOf(place, taken, bounds));
    const best = places[costs.indexOf(Math.min(...costs))];
    taken.push(best);
    return best;
  });
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

/** How many pixels of a place are taken, or out of bounds. */
function costOf(place: Box, taken: readonly Box[], bounds: Box): number {
  const outside = place.width * place.height - overlap(place, bounds);
  return taken.reduce((sum, other) => sum + overlap(place, other), outside);
}

export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}
