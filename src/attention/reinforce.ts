import {
  detach,
  formatShape,
  mean,
  mul,
  neg,
  ShapeError,
  sub,
  sum,
  type Tensor,
  tidy,
} from '../tensor/index.ts';

/**
 * The loss that teaches a choice which has no gradient of its own:
 *
 *     loss = -mean((reward - baseline) Σ logProb)
 *
 * Its gradient is, in the mean over draws, that of the expected reward, negated (REINFORCE: Williams, 1992). `logProb` are the
 * log-probabilities of what was drawn, as attention with `sampled` returns them, [B, H, L] for instance; `reward` [B], or [B, H],
 * or all of the shape, is what came of it: each reward credits all draws of its row. Rewards are constants to the gradient, so
 * that a reward may be a loss, negated. A `baseline` that does not depend on the draw leaves the mean of gradients as it is and
 * lessens their variance; `MovingAverage` keeps one.
 *
 * @throws ShapeError unless the axes of the reward are the first ones of logProb.
 */
export function reinforce({
  logProb,
  reward,
  baseline = 0,
}: {
  logProb: Tensor;
  reward: Tensor;
  baseline?: Tensor | number;
}): Tensor {
  const lead = reward.rank;
  if (reward.shape.some((n, axis) => n !== logProb.shape[axis])) {
    throw new ShapeError(
      `reinforce: the axes of the reward must be the first ones of logProb, [B] for [B, H, L]; ` +
        `got reward ${formatShape(reward.shape)} and logProb ${formatShape(logProb.shape)}`,
    );
  }
  return tidy(() => {
    const advantage = detach(sub(reward, baseline));
    const axes = logProb.shape.map((_, axis) => axis).slice(lead);
    const total = axes.length === 0 ? logProb : sum(logProb, axes);
    return neg(mean(mul(advantage, total)));
  });
}
