import {
  broadcastTo,
  concat,
  expandDims,
  formatShape,
  lengthMask,
  type Rng,
  ShapeError,
  type Tensor,
  tidy,
  ValueError,
  where,
  zeros,
} from '../tensor/index.ts';
import { checkedLengths } from './checkedLengths.ts';
import { unfold } from './convolution/index.ts';
import { uniform } from './init.ts';
import { Linear } from './linear.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';

export interface WindowedLinearOptions {
  inFeatures: number;
  outFeatures: number;
  /** w: how many neighbours on either side. */
  radius: number;
  /** What stands beyond the ends of a sequence: zeros, or a vector that is learned. */
  padding?: 'zeros' | 'learned';
  bias?: boolean;
  rng: Rng;
}

/**
 * A fully connected layer that slides over a sequence: position t sees its 2w + 1 neighbours side by side,
 *
 *     y[t] = W [x[t - w]; ...; x[t + w]] + b
 *
 * x [B, L, In] -> [B, L, Out]. It is the window approach of Collobert et al. (2011, "Natural language processing (almost) from
 * scratch"), a layer of a time-delay network (Waibel et al., 1989), and with zeros beyond the ends a convolution.
 */
export class WindowedLinear extends Module {
  /** weight [Out, (2w + 1) In], neighbour by neighbour, and bias [Out]. */
  readonly linear: Linear;
  /** [In], or null for zeros. */
  readonly padding: Parameter | null;
  readonly radius: number;

  /** @throws ValueError unless `radius` is a whole number from 0. */
  constructor(options: WindowedLinearOptions) {
    super();
    const { inFeatures, outFeatures, radius, padding = 'zeros', bias, rng } = options;
    if (!Number.isInteger(radius) || radius < 0) {
      throw new ValueError(`WindowedLinear: radius must be a whole number from 0; got ${radius}`);
    }
    this.linear = new Linear({ inFeatures: (2 * radius + 1) * inFeatures, outFeatures, bias, rng });
    const near = uniform({ low: -0.1, high: 0.1, rng });
    this.padding = padding === 'learned' ? new Parameter([inFeatures], near) : null;
    this.radius = radius;
  }

  /**
   * What stands past a sequence's length counts as beyond its end, whatever it is, and the output there is zeros.
   *
   * @throws ShapeError unless x is [B, L, In]; ValueError if a length is not from 0 to L.
   */
  forward(x: Tensor, { lengths }: { lengths?: ArrayLike<number> } = {}): Tensor {
    const { radius, padding } = this;
    const width = 2 * radius + 1;
    const inFeatures = this.linear.weight.shape[1] / width;
    if (x.rank !== 3 || x.shape[2] !== inFeatures) {
      throw new ShapeError(
        `WindowedLinear: needs x [B, L, In] with In = ${inFeatures}; got ${formatShape(x.shape)}`,
      );
    }
    return tidy(() => {
      const [batch, length] = x.shape;
      const inside =
        lengths === undefined
          ? null
          : expandDims(lengthMask(checkedLengths('WindowedLinear', lengths, x), x.shape[1]), -1);
      if (length === 0) return zeros([batch, 0, this.linear.weight.shape[0]]);
      const known = inside === null ? x : where(inside, x, padding ?? 0);
      const edge = padding && broadcastTo(padding, [batch, radius, inFeatures]);
      const windows = edge
        ? unfold(concat([edge, known, edge], 1), { kernelSize: width })
        : unfold(known, { kernelSize: width, padding: radius });
      const y = this.linear.forward(windows);
      return inside === null ? y : where(inside, y, 0);
    });
  }
}
