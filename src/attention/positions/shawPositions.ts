import { init, Module, Parameter } from '../../nn/index.ts';
import {
  broadcastTo,
  concat,
  matmul,
  mul,
  type Rng,
  ShapeError,
  skew,
  slice,
  type Tensor,
  tidy,
  transpose,
  ValueError,
} from '../../tensor/index.ts';
import { headSizes } from '../headSizes.ts';
import type { AttentionCost, AttentionShape, HeadSizes } from '../mechanism.ts';
import { type Align, alignedOffset } from '../patterns/alignment.ts';
import { distances, isEmpty } from './distances.ts';
import type { Positioned, RelativePositions } from './relativePositions.ts';

export interface ShawPositionsOptions {
  /** E: the size of queries. */
  readonly headDim: number;
  /** k: keys farther away than this count as this far. */
  readonly maxDistance: number;
  /** As in `causal`: which ends meet where there are other numbers of queries than of keys. */
  readonly align?: Align;
  readonly rng: Rng;
}

/**
 * Relative position representations (Shaw et al., 2018): a learned vector for each distance from -k to k is added to the key,
 *
 *     score = scale · q_i · (k_j + a_{clip(j - i, -k, k)})
 *
 * with one table for all heads. The paper also adds such vectors to values, and finds those of the keys to be enough; without
 * the others, the output stays linear in the values, so that its attention map can be seen. All q · a are one product with at
 * most 2k + 1 vectors, and no [L, S, E] is made.
 *
 * @throws ValueError unless `maxDistance` is a whole number from 1 on; ShapeError at the call if E is not `headDim`, or when L
 * differs from S and no alignment was given.
 */
export class ShawPositions extends Module implements RelativePositions {
  readonly name = 'shaw';
  readonly needsDotProduct = true;
  /** [2k + 1, E]: that of distance d is row k + d. */
  readonly weight: Parameter;
  readonly maxDistance: number;
  readonly align: Align | undefined;

  constructor({ headDim, maxDistance, align, rng }: ShawPositionsOptions) {
    super();
    if (!(Number.isInteger(maxDistance) && maxDistance > 0)) {
      throw new ValueError(`ShawPositions: maxDistance must be a whole number from 1 on; got ${maxDistance}`);
    }
    this.maxDistance = maxDistance;
    this.align = align;
    this.weight = new Parameter([2 * maxDistance + 1, headDim], init.xavierUniform({ rng }));
  }

  requireSizes({ L, S, E }: HeadSizes): void {
    const headDim = this.weight.shape[1];
    if (E !== headDim) {
      throw new ShapeError(`ShawPositions: made for headDim = ${headDim}; got queries of E = ${E}`);
    }
    alignedOffset('ShawPositions', '', L, S, this.align);
  }

  apply(query: Tensor, key: Tensor, scale: number): Positioned {
    this.requireSizes(headSizes(query, key));
    if (isEmpty(query, key)) return { query, key, bias: null };
    const rows = distances('ShawPositions', query, key, this.align).map((distance) => this.#row(distance));
    const [first, last] = [rows[0], rows[rows.length - 1]];
    const before = rows.lastIndexOf(first);
    const after = rows.length - before - (last - first + 1);
    const bias = tidy(() => {
      const vectors = slice(this.weight, 0, first, last + 1);
      return skew(repeatEnds(matmul(mul(query, scale), transpose(vectors)), before, after));
    });
    return { query, key, bias };
  }

  cost({ B, H, L, S, E }: AttentionShape): AttentionCost {
    const k = this.maxDistance;
    const nearest = Math.min(k, L - 1) + Math.min(k, S - 1) + 1;
    // Each query with its products repeated outwards, L + S - 1 of them.
    return { multiplyAdds: B * H * L * E * nearest, bytes: 4 * B * H * L * (L + S) };
  }

  #row(distance: number): number {
    const k = this.maxDistance;
    return k + Math.min(k, Math.max(-k, distance));
  }
}

/** x [..., n] -> [..., before + n + after]: the first and the last element over and over. */
function repeatEnds(x: Tensor, before: number, after: number): Tensor {
  const repeat = (end: Tensor, times: number): Tensor => broadcastTo(end, [...x.shape.slice(0, -1), times]);
  return concat([repeat(slice(x, -1, 0, 1), before), x, repeat(slice(x, -1, -1), after)], -1);
}
