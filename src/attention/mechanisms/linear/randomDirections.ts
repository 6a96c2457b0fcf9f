import { Module } from '../../../nn/index.ts';
import { keep, type Rng, type Tensor, ValueError } from '../../../tensor/index.ts';
import { gaussianMatrix } from './gaussianMatrix.ts';

export interface RandomDirectionsOptions {
  /** m: how many there are. */
  readonly numFeatures: number;
  /** At right angles to one another, E at a time; true by default. */
  readonly orthogonal?: boolean;
  /** In training, draw new ones every so many calls; never by default. */
  readonly redraw?: number | null;
}

/** The directions w of random features, [m, E]: drawn, not trained, and stored with the parameters. */
export class RandomDirections extends Module {
  directions: Tensor;
  readonly orthogonal: boolean;
  readonly redraw: number | null;
  readonly rng: Rng;
  #calls = 0;

  constructor(options: RandomDirectionsOptions & { headDim: number; rng: Rng }) {
    super();
    this.orthogonal = options.orthogonal ?? true;
    this.redraw = options.redraw ?? null;
    this.rng = options.rng;
    this.directions = keep(gaussianMatrix(options.numFeatures, options.headDim, this));
  }

  /** To be called before each use. */
  next(): void {
    if (!this.training || this.redraw === null || this.#calls++ % this.redraw !== 0 || this.#calls === 1)
      return;
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
