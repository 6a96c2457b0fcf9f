import { type Pairing, rotate, ShapeError, type Tensor, tidy, ValueError } from '../../tensor/index.ts';
import { type Align, alignedOffset } from '../patterns/alignment.ts';
import type { RelativePositions } from './relativePositions.ts';
import { rotaryTable } from './rotaryTable.ts';

export interface RotaryOptions {
  /** The slowest pair turns by nearly 1 / base a position. */
  readonly base?: number;
  /** How many elements of query and key are turned, an even number; all E by default. */
  readonly dim?: number;
  /**
   * Which elements make a pair: 'halves', the default, x[i] with x[dim / 2 + i], as in GPT-NeoX and LLaMA; 'interleaved',
   * x[2i] with x[2i + 1], as in the paper and GPT-J. Weights trained with one make no sense with the other.
   */
  readonly pairing?: Pairing;
  /** As in `causal`: which ends meet where there are other numbers of queries than of keys. */
  readonly align?: Align;
}

/**
 * Rotary positions (Su et al., 2021): at position t, pair n of query and key is turned by the angle t base^(-2n / dim). A dot
 * product of two that are turned depends on the difference of their angles alone, and so on j - i:
 *
 *     score = scale · (R_i q) · (R_j k) = scale · q · (R_{j - i} k)
 *
 * A KVCache holds keys as they were projected; they are turned at each call.
 *
 * @throws ValueError unless `dim` is even and `base` above 1; ShapeError at the call if E is odd or less than `dim`, or when L
 * differs from S and no alignment was given.
 */
export function rotary(options: RotaryOptions = {}): RelativePositions {
  const { base = 10_000, dim, pairing = 'halves', align } = options;
  if (!(base > 1)) throw new ValueError(`rotary: base must be above 1; got ${base}`);
  if (dim !== undefined && !(Number.isInteger(dim) && dim > 0 && dim % 2 === 0)) {
    throw new ValueError(`rotary: dim must be even, for pairs, and above 0; got ${dim}`);
  }
  const turn = (x: Tensor, from: number): Tensor => {
    const [, , length, E] = x.shape;
    const { cos, sin } = rotaryTable(base, pairsOf(E, dim), from, from + length);
    return rotate(x, cos, sin, { pairing });
  };
  return {
    name: 'rotary',
    needsDotProduct: true,
    align,
    requireSizes({ L, S, E }) {
      pairsOf(E, dim);
      alignedOffset('rotary', '', L, S, align);
    },
    apply(query, key) {
      // Only differences count: nobody need stand before position 0.
      const offset = alignedOffset('rotary', '', query.shape[2], key.shape[2], align);
      return {
        query: tidy(() => turn(query, Math.max(0, offset))),
        key: tidy(() => turn(key, Math.max(0, -offset))),
        bias: null,
      };
    },
    // Queries and keys, turned.
    cost: ({ B, H, L, S, E }) => ({ multiplyAdds: 0, bytes: 4 * B * H * (L + S) * E }),
  };
}

function pairsOf(E: number, dim: number | undefined): number {
  const turned = dim ?? E;
  if (turned > E) {
    throw new ShapeError(`rotary: dim = ${dim} elements of query and key are turned; got E = ${E}`);
  }
  if (turned % 2 === 0) return turned / 2;
  throw new ShapeError(
    `rotary: E must be even, for pairs; got ${E}. Turn fewer elements: rotary({ dim: ${E - 1} }).`,
  );
}
