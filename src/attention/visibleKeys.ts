import {
  expandDims,
  lengthMask,
  logicalAnd,
  reshape,
  type Tensor,
  tidy,
  ValueError,
} from '../tensor/index.ts';
import type { HeadInputs } from './defineMechanism.ts';

/**
 * Which keys count, for mechanisms that treat all queries alike: bool, four axes that broadcast to [B, H, 1, S]; null
 * where all do.
 *
 * @throws ValueError if the mask tells queries apart.
 */
export function visibleKeys(name: string, { key, lengths, mask }: HeadInputs): Tensor | null {
  if (mask !== null && mask.rank >= 2 && mask.shape[mask.rank - 2] !== 1) {
    throw new ValueError(
      `${name}: gathers keys for many queries at once, so a mask must be the same for all queries, [B, 1, 1, S] or [B, H, 1, S]; ` +
        `got [${mask.shape.join(', ')}]. In place of a causal mask, the option causal: true of the mechanism hides what comes later; ` +
        'one without that option has no causal form.',
    );
  }
  if (lengths === null) return mask && withFourAxes(mask);
  return tidy(() => {
    const real = expandDims(expandDims(lengthMask(lengths, key.shape[2]), 1), 1);
    return mask === null ? real : logicalAnd(real, mask);
  });
}

function withFourAxes(mask: Tensor): Tensor {
  return reshape(mask, [...new Array<number>(4 - mask.rank).fill(1), ...mask.shape]);
}
