/** Below this cosine two columns count as at right angles. */
const RIGHT = 1e-10;
const MOST_SWEEPS = 30;

/**
 * The singular values of a matrix [n, n], row by row, the largest first: pairs of its columns are turned until all are at right
 * angles, and their lengths are the values (one-sided Jacobi; Hestenes, 1958).
 */
export function singularValues(matrix: ArrayLike<number>, n: number): Float64Array {
  const columns = Array.from({ length: n }, (_, j) =>
    Float64Array.from({ length: n }, (_, i) => matrix[i * n + j]),
  );
  for (let sweep = 0, turned = true; turned && sweep < MOST_SWEEPS; sweep++) {
    turned = false;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) if (turn(columns[p], columns[q])) turned = true;
  }
  return Float64Array.from(columns, (column) => Math.sqrt(dot(column, column)))
    .sort()
    .reverse();
}

/** Turns two columns in their plane until they are at right angles; false if they are already. */
function turn(x: Float64Array, y: Float64Array): boolean {
  const [xx, yy, xy] = [dot(x, x), dot(y, y), dot(x, y)];
  if (Math.abs(xy) <= RIGHT * Math.sqrt(xx * yy) || xy === 0) return false;
  const slope = (yy - xx) / (2 * xy);
  const tangent = (slope < 0 ? -1 : 1) / (Math.abs(slope) + Math.hypot(1, slope));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = cosine * tangent;
  for (let i = 0; i < x.length; i++) {
    const [a, b] = [x[i], y[i]];
    x[i] = cosine * a - sine * b;
    y[i] = sine * a + cosine * b;
  }
  return true;
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}
