import { ValueError } from '../tensor/index.ts';

/**
 * What the base learning rate is multiplied with at a step, counted from 1, when `done` of the training, from 0 to 1, lies
 * behind it, which only schedules without an end of their own ask for. A pure function: there is nothing to save.
 */
export type Schedule = (step: number, done?: number) => number;

/** Rises evenly to 1, which it reaches at step `warmup`, and then is what `after` says. */
function warmingUp(warmup: number, after: Schedule): Schedule {
  return (step, done) => (step < warmup ? step / warmup : after(step, done));
}

/** 1 throughout, after the warm-up if there is one. */
export function constant({ warmup = 0 }: { warmup?: number } = {}): Schedule {
  return warmingUp(warmup, () => 1);
}

/**
 * min(step / warmup, sqrt(warmup / step)).
 *
 * @throws ValueError if `warmup` is below 1.
 */
export function inverseSquareRoot({ warmup }: { warmup: number }): Schedule {
  requireWarmup('inverseSquareRoot', warmup);
  return warmingUp(warmup, (step) => Math.sqrt(warmup / step));
}

/**
 * The schedule of Vaswani et al. (2017), for a base learning rate of 1 or so: dim^-0.5 min(step^-0.5, step warmup^-1.5).
 *
 * @throws ValueError if `warmup` is below 1.
 */
export function noam({ dim, warmup }: { dim: number; warmup: number }): Schedule {
  requireWarmup('noam', warmup);
  const shape = inverseSquareRoot({ warmup });
  return (step, done) => shape(step, done) / Math.sqrt(dim * warmup);
}

export interface DecayOptions {
  warmup?: number;
  /** The step at which the floor is reached; it stays there. By default the end of the training, be it by updates or time. */
  steps?: number;
  floor?: number;
}

/** After the warm-up, falls evenly from 1 to `floor`, 0 by default. */
export function linearDecay({ warmup = 0, steps, floor = 0 }: DecayOptions): Schedule {
  return warmingUp(warmup, (step, done) => floor + (1 - floor) * (1 - progress(step, done, warmup, steps)));
}

/** After the warm-up, falls from 1 to `floor`, 0 by default, along half a cosine (Loshchilov and Hutter, 2017). */
export function cosine({ warmup = 0, steps, floor = 0 }: DecayOptions): Schedule {
  return warmingUp(
    warmup,
    (step, done) => floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress(step, done, warmup, steps))),
  );
}

/** How much of the way from `warmup` to `steps`, or of the training, has been gone, from 0 to 1. */
function progress(step: number, done: number | undefined, warmup: number, steps?: number): number {
  if (steps === undefined) return done ?? 0;
  return step >= steps ? 1 : (step - warmup) / (steps - warmup);
}

function requireWarmup(schedule: string, warmup: number): void {
  if (!(warmup >= 1)) throw new ValueError(`${schedule}: warmup must be at least 1 step; got ${warmup}`);
}
