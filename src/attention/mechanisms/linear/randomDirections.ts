import { Module } from '../../../nn/index.ts';
import { keep, type Rng, ShapeError, type Tensor, tensor, ValueError } from '../../../tensor/index.ts';
import { gaussianMatrix } from './gaussianMatrix.ts';

export interface RandomDirectionsOptions {
  /** m: how many there are. */
  readonly numFeatures: number;
  /** At right angles to one another, E at a time; true by default. */
  readonly orthogonal?: boolean;
  /** In training, draw new ones every so many calls that gradients are taken of; never by default. */
  readonly redraw?: number | null;
}

/** The directions w of random features, [m, E]: drawn, not trained, and stored with the parameters. */
export class RandomDirections extends Module {
  directions: Tensor;
  readonly orthogonal: boolean;
  readonly redraw: number | null;
  readonly rng: Rng;
  /** int32: of those that learn, so far; a buffer, so that a training that goes on draws when it would have. */
  calls: Tensor;

  constructor(options: RandomDirectionsOptions & { headDim: number; rng: Rng }) {
    super();
    this.orthogonal = options.orthogonal ?? true;
    this.redraw = options.redraw ?? null;
    this.rng = options.rng;
    this.directions = keep(gaussianMatrix(options.numFeatures, options.headDim, this));
    this.calls = keep(tensor(Int32Array.of(0)));
  }

  /** @throws ShapeError for queries and keys of another size E. */
  requireSize(map: string, E: number): void {
    const [, headDim] = this.directions.shape;
    if (E === headDim) return;
    throw new ShapeError(
      `${map}: drew directions for heads of size E = ${headDim}; got E = ${E}. Each layer draws its own when it is given the recipe.`,
    );
  }

  /** To be called before each use. Those that do not learn, as of who only looks, are not counted. */
  next(learning: boolean): void {
    if (!learning || !this.training || this.redraw === null) return;
    const [before] = this.calls.read();
    this.calls.dispose();
    this.calls = keep(tensor(Int32Array.of(before + 1)));
    if (before === 0 || before % this.redraw !== 0) return;
    const [rows, columns] = this.directions.shape;
    this.directions.dispose();
    this.directions = keep(gaussianMatrix(rows, columns, this));
  }
}

/** @throws ValueError unless `numFeatures` and `redraw` are whole numbers from 1. */
export function checkDirections(map: string, { numFeatures, redraw = null }: RandomDirectionsOptions): void {
  const isCount = (n: number) => Number.isInteger(n) && n >= 1;
  if (!isCount(numFeatures)) {
    throw new ValueError(`${map}: numFeatures must be a whole number from 1; got ${numFeatures}`);
  }
  if (redraw !== null && !isCount(redraw)) {
    throw new ValueError(`${map}: redraw must be null or a whole number of calls from 1; got ${redraw}`);
  }
}
