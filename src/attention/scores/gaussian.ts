import { init, Module, Parameter } from '../../nn/index.ts';
import { exp, expandDims, mul, square, sub, sum, type Tensor, tidy, ValueError } from '../../tensor/index.ts';
import type { AttentionCost, AttentionShape } from '../mechanism.ts';
import { requireSameSize } from './requireSameSize.ts';
import type { Score } from './score.ts';

/**
 * score(q, k) = -|q - k|² / (2 width²): under softmax this is Nadaraya-Watson regression with a Gaussian kernel (Nadaraya,
 * 1964; Watson, 1964), attention's ancestor: an output is the mean of the values, near ones counting most. It holds
 * [..., L, S, E] in memory: differences are taken before they are squared, so that close points stay close.
 *
 * @throws ValueError unless `width` is above 0; ShapeError at the call unless query and key have the same size E.
 */
export function gaussian({ width = 1 }: { width?: number } = {}): Score {
  requireWidth('gaussian', width);
  return {
    name: 'gaussian',
    scores: (query, key) => tidy(() => mul(squaredDistance(query, key), -0.5 / width ** 2)),
    cost: differencesCost,
  };
}

/** The same with a width that is learned, beginning at `width`; its logarithm is the parameter, so that it stays above 0. */
export class GaussianScore extends Module implements Score {
  readonly name = 'gaussian';
  readonly logWidth: Parameter;

  constructor({ width = 1 }: { width?: number } = {}) {
    super();
    requireWidth('GaussianScore', width);
    this.logWidth = new Parameter([], init.constant(Math.log(width)));
  }

  scores(query: Tensor, key: Tensor): Tensor {
    return tidy(() => mul(squaredDistance(query, key), mul(exp(mul(this.logWidth, -2)), -0.5)));
  }

  cost(shape: AttentionShape): AttentionCost {
    return differencesCost(shape);
  }
}

/** Differences and their squares; no matrix product is made. */
function differencesCost({ B, H, L, S, E }: AttentionShape): AttentionCost {
  return { multiplyAdds: 0, bytes: 4 * B * H * L * S * 2 * E };
}

/** |q - k|², [..., L, S]. */
function squaredDistance(query: Tensor, key: Tensor): Tensor {
  requireSameSize('gaussian', query, key);
  return sum(square(sub(expandDims(query, -2), expandDims(key, -3))), -1);
}

function requireWidth(name: string, width: number): void {
  if (!(width > 0)) throw new ValueError(`${name}: width must be above 0; got ${width}`);
}
