// The step of Adam and AdamW on a list of parameters, in place.
import { madd, storePair } from './simd';
import { Item, eachTensor, listSettings } from './tensorList';

@unmanaged
class Settings {
  decay: f32;
  penalty: f32;
  rate1: f32;
  keep2: f32;
  rate2: f32;
  eps: f32;
}

/**
 * Kingma and Ba (2015): m and v are running means of the gradient and its square; an item's `stepSize` and
 * `rootCorrection` hold the corrections for their start at 0. The parameter is multiplied by `decay` first (AdamW,
 * Loshchilov and Hutter, 2019; 1 for none), and `penalty` times the parameter is added to the gradient (Adam's L2 penalty;
 * 0 for none).
 */
export function adam(count: i32, items: usize, beta1: f64, beta2: f64, eps: f64, decay: f64, penalty: f64): void {
  const settings = changetype<Settings>(listSettings());
  settings.decay = <f32>decay;
  settings.penalty = <f32>penalty;
  settings.rate1 = <f32>(1 - beta1);
  settings.keep2 = <f32>beta2;
  settings.rate2 = <f32>(1 - beta2);
  settings.eps = <f32>eps;
  eachTensor(count, items, adamLoop, 6, false);
}

function adamLoop(item: Item, at: usize): void {
  const settings = changetype<Settings>(at);
  const decays = f32x4.splat(settings.decay), penalties = f32x4.splat(settings.penalty);
  const rate1 = f32x4.splat(settings.rate1), keep2 = f32x4.splat(settings.keep2), rate2 = f32x4.splat(settings.rate2);
  // s m / (√v / r + eps) = s r m / (√v + eps r), with a division less: these and roots are what the loop waits for.
  const epsilons = f32x4.splat(settings.eps * item.rootCorrection);
  const steps = f32x4.splat(item.stepSize * item.rootCorrection);
  let x = item.x, gradient = item.gradient, m = item.m, v = item.v;
  const end = x + (<usize>item.n << 2);
  do {
    const p = f32x4.mul(v128.load(x), decays), p1 = f32x4.mul(v128.load(x, 16), decays);
    const g = madd(p, penalties, v128.load(gradient)), g1 = madd(p1, penalties, v128.load(gradient, 16));
    const before = v128.load(m), before1 = v128.load(m, 16);
    const mean = madd(f32x4.sub(g, before), rate1, before), mean1 = madd(f32x4.sub(g1, before1), rate1, before1);
    const square = madd(f32x4.mul(g, rate2), g, f32x4.mul(v128.load(v), keep2));
    const square1 = madd(f32x4.mul(g1, rate2), g1, f32x4.mul(v128.load(v, 16), keep2));
    const deviation = f32x4.add(f32x4.sqrt(square), epsilons);
    const deviation1 = f32x4.add(f32x4.sqrt(square1), epsilons);
    storePair(m, mean, mean1);
    storePair(v, square, square1);
    storePair(
      x,
      f32x4.sub(p, f32x4.div(f32x4.mul(mean, steps), deviation)),
      f32x4.sub(p1, f32x4.div(f32x4.mul(mean1, steps), deviation1)),
    );
    x += 32;
    gradient += 32;
    m += 32;
    v += 32;
  } while (x < end);
}
