import { type Rng, type Tensor, tensor } from '../../../tensor/index.ts';

/**
 * Directions for random features: rows drawn from the normal distribution, [rows, columns]. `orthogonal` ones are the same
 * each by itself, but E at a time at right angles to one another (Yu et al., 2016), so that they cover space more evenly.
 */
export function gaussianMatrix(
  rows: number,
  columns: number,
  { orthogonal, rng }: { orthogonal: boolean; rng: Rng },
): Tensor {
  const normal = () => Float64Array.from({ length: columns }, () => rng.normal());
  const data = new Float32Array(rows * columns);
  let block: Float64Array[] = [];
  for (let row = 0; row < rows; row++) {
    const drawn = normal();
    if (!orthogonal) {
      data.set(drawn, row * columns);
      continue;
    }
    if (row % columns === 0) block = [];
    const direction = perpendicular(drawn, block);
    block.push(direction);
    // Its length is that of a draw of its own: it must not depend on the rows before.
    const length = norm(normal());
    data.set(
      direction.map((x) => x * length),
      row * columns,
    );
  }
  return tensor(data, { shape: [rows, columns] });
}

/** The part of x at right angles to vectors of length 1 that are so to one another, at length 1 (Gram and Schmidt, twice). */
function perpendicular(x: Float64Array, to: readonly Float64Array[]): Float64Array {
  for (let round = 0; round < 2; round++) {
    for (const direction of to) {
      const along = direction.reduce((sum, d, i) => sum + d * x[i], 0);
      for (let i = 0; i < x.length; i++) x[i] -= along * direction[i];
    }
  }
  const length = norm(x);
  return x.map((value) => value / length);
}

function norm(x: Float64Array): number {
  return Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
}
