import { describe, expect, it } from 'vitest';
import { Dropout, Module, Sequential } from '../nn/index.ts';
import { DataError, Rng } from '../tensor/index.ts';
import { restoreRngs, rngStates } from './moduleRngs.ts';

class Nested extends Module {
  readonly own = new Rng(2);
  readonly inner: Sequential;
  readonly drop = { p: 0.5, generators: [new Rng(3)] };
  readonly byName = new Map([['noise', new Rng(4)]]);

  constructor() {
    super();
    const shared = new Rng(1);
    this.inner = new Sequential([new Dropout({ p: 0.1, rng: shared }), new Dropout({ p: 0.2, rng: shared })]);
  }
}

describe('restoreRngs', () => {
  it('puts every generator where it was, wherever a module holds it', () => {
    const model = new Nested();
    for (const [i, rng] of model.rngs().entries()) for (let j = 0; j <= i; j++) rng.bits();
    const states = JSON.parse(JSON.stringify(rngStates(model)));
    expect(states).toHaveLength(4);
    const fresh = new Nested();
    restoreRngs(fresh, states);
    expect(rngStates(fresh)).toEqual(states);
    expect(fresh.rngs().map((rng) => rng.bits())).toEqual(model.rngs().map((rng) => rng.bits()));
  });

  it('keeps shared generators shared', () => {
    const model = new Nested();
    restoreRngs(model, rngStates(model));
    const [first, second] = model.inner.layers as Dropout[];
    expect(first.rng).toBe(second.rng);
  });

  it('refuses the states of another model', () => {
    const message = 'the checkpoint holds 1 generators; Nested has 4';
    expect(() => restoreRngs(new Nested(), [new Rng(1).state])).toThrow(DataError);
    expect(() => restoreRngs(new Nested(), [new Rng(1).state])).toThrow(message);
  });
});
