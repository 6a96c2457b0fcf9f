import { type Tensor, tidy } from '../tensor/index.ts';
import { Module } from './module.ts';

/** A module of one input and one output, or a function of one tensor, such as an activation. */
export type Layer = (Module & { forward(x: Tensor): Tensor }) | ((x: Tensor) => Tensor);

/** Layers one after another. Their parameters are named by place, `0.weight`, functions counted too. */
export class Sequential extends Module {
  readonly layers: readonly Layer[];

  constructor(layers: readonly Layer[]) {
    super();
    this.layers = layers;
  }

  protected override *members(): Iterable<readonly [string, unknown]> {
    for (const [i, layer] of this.layers.entries()) yield [String(i), layer];
  }

  forward(x: Tensor): Tensor {
    return tidy(() =>
      this.layers.reduce((y, layer) => (layer instanceof Module ? layer.forward(y) : layer(y)), x),
    );
  }
}
