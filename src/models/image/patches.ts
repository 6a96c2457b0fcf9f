import { formatShape, permute, reshape, ShapeError, type Tensor, tidy } from '../../tensor/index.ts';

/**
 * Pictures cut into square patches, row by row: images [B, rows, columns] -> [B, N, P P], with N = (rows / P) (columns / P).
 *
 * @throws ShapeError unless P divides rows and columns.
 */
export function patches(images: Tensor, patchSize: number): Tensor {
  const [batch, height, width] = images.shape;
  const [rows, columns] = [height / patchSize, width / patchSize];
  if (images.rank !== 3 || !Number.isInteger(rows) || !Number.isInteger(columns)) {
    throw new ShapeError(
      `patches: needs images [B, rows, columns] that ${patchSize} divides; got ${formatShape(images.shape)}`,
    );
  }
  return tidy(() => {
    const cut = reshape(images, [batch, rows, patchSize, columns, patchSize]);
    return reshape(permute(cut, [0, 1, 3, 2, 4]), [batch, rows * columns, patchSize * patchSize]);
  });
}
