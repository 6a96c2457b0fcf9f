import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { tokenBatch } from '../../../test/support/tokenBatch.ts';
import { noGrad, Rng, type Tensor, tidy, ValueError } from '../../tensor/index.ts';
import { CharacterCnn } from './characterCnn.ts';

const read = (x: Tensor): number[] => Array.from(x.read() as Float32Array);

describe('CharacterCnn', () => {
  expectNoLeaks();

  it('is the best fit of each filter, by the formula in float64', () => {
    const layer = new CharacterCnn({
      numCharacters: 13,
      embedDim: 5,
      widths: [1, 3],
      numFilters: 7,
      padId: 0,
      rng: new Rng(1),
    });
    const spellings = [[2, 3, 4, 5], [6], [12, 2]];
    const vectors = read(layer.embedding.weight);
    const expected = spellings.flatMap((ids) =>
      layer.convolutions.flatMap(({ weight, bias }) => {
        const [filters, size, taps] = weight.shape;
        const [w, b] = [read(weight), read(bias!)];
        const fit = (filter: number, t: number): number => {
          let value = b[filter];
          for (let k = 0; k < taps; k++) {
            const id = ids[t + k - (taps - 1) / 2];
            for (let i = 0; id !== undefined && i < size; i++)
              value += w[(filter * size + i) * taps + k] * vectors[id * size + i];
          }
          return Math.max(0, value);
        };
        return Array.from({ length: filters }, (_, f) => Math.max(...ids.map((_, t) => fit(f, t))));
      }),
    );
    tidy(() => {
      const found = noGrad(() => layer.forward(tokenBatch(spellings)));
      expect(found.shape).toEqual([3, layer.outFeatures]);
      expectClose(found, expected);
    });
    layer.dispose();
  });

  it('refuses widths without a middle', () => {
    const options = { numCharacters: 3, embedDim: 2, numFilters: 2, padId: 0, rng: new Rng(0) };
    expect(() => new CharacterCnn({ ...options, widths: [3, 4] })).toThrow(ValueError);
    expect(() => new CharacterCnn({ ...options, widths: [] })).toThrow('at least one; got []');
  });
});
