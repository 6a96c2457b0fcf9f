// The step of stochastic gradient descent on a list of parameters, in place.
import { madd, storePair } from './simd';
import { Item, eachTensor, listSettings } from './tensorList';

@unmanaged
class Settings {
  rate: f32;
  momentum: f32;
  penalty: f32;
}

/** d = g + penalty p; with a velocity, an item's m, d = velocity = momentum velocity + d; p -= rate d. */
export function sgd(count: i32, items: usize, rate: f32, momentum: f32, penalty: f32): void {
  const settings = changetype<Settings>(listSettings());
  settings.rate = rate;
  settings.momentum = momentum;
  settings.penalty = penalty;
  eachTensor(count, items, sgdLoop, 2, false);
}

function sgdLoop(item: Item, settings: usize): void {
  if (item.m) momentumLoop(item, settings);
  else plainLoop(item, settings);
}

function plainLoop(item: Item, at: usize): void {
  const settings = changetype<Settings>(at);
  const rates = f32x4.splat(settings.rate), penalties = f32x4.splat(settings.penalty);
  let x = item.x, gradient = item.gradient;
  const end = x + (<usize>item.n << 2);
  do {
    const p = v128.load(x), p1 = v128.load(x, 16);
    const d = madd(penalties, p, v128.load(gradient)), d1 = madd(penalties, p1, v128.load(gradient, 16));
    storePair(x, f32x4.sub(p, f32x4.mul(rates, d)), f32x4.sub(p1, f32x4.mul(rates, d1)));
    x += 32;
    gradient += 32;
  } while (x < end);
}

function momentumLoop(item: Item, at: usize): void {
  const settings = changetype<Settings>(at);
  const rates = f32x4.splat(settings.rate), momenta = f32x4.splat(settings.momentum);
  const penalties = f32x4.splat(settings.penalty);
  let x = item.x, gradient = item.gradient, velocity = item.m;
  const end = x + (<usize>item.n << 2);
  do {
    const p = v128.load(x), p1 = v128.load(x, 16);
    const g = madd(penalties, p, v128.load(gradient)), g1 = madd(penalties, p1, v128.load(gradient, 16));
    const d = madd(momenta, v128.load(velocity), g), d1 = madd(momenta, v128.load(velocity, 16), g1);
    storePair(velocity, d, d1);
    storePair(x, f32x4.sub(p, f32x4.mul(rates, d)), f32x4.sub(p1, f32x4.mul(rates, d1)));
    x += 32;
    gradient += 32;
    velocity += 32;
  } while (x < end);
}
