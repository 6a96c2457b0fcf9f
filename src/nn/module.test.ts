import { describe, expect, it } from 'vitest';
import {
  backward,
  countTensors,
  DataError,
  full,
  keep,
  Rng,
  sum,
  type Tensor,
  tensor,
  tidy,
  zeros,
} from '../tensor/index.ts';
import { Dropout, init, Linear, Module, Parameter, Sequential } from './index.ts';

/** Something of everything that a module may hold. */
class Model extends Module {
  readonly inProjWeight = new Parameter([2, 3]);
  readonly layers: Linear[];
  readonly heads: Map<string, Linear>;
  readonly byName: { readonly first: { readonly gate: Parameter } };
  readonly tied: Parameter;
  readonly count: Tensor;
  readonly nothing = null;
  readonly #hidden = new Parameter([5]);

  constructor(rng: Rng, width = 7) {
    super();
    const make = (): Linear => new Linear({ inFeatures: 3, outFeatures: width, bias: false, rng });
    this.layers = [make(), make()];
    this.heads = new Map([['fr-en', make()]]);
    this.byName = { first: { gate: new Parameter([11]) } };
    this.tied = this.layers[1].weight;
    this.count = keep(tensor([3], { dtype: 'int32' }));
  }

  override dispose(): void {
    super.dispose();
    this.#hidden.dispose();
  }
}

const rng = new Rng(1);

describe('Module', () => {
  it('names parameters as PyTorch does, a shared one once', () => {
    const model = new Model(rng);
    expect([...model.namedParameters().keys()]).toEqual([
      'in_proj_weight',
      'layers.0.weight',
      'layers.1.weight',
      'heads.fr-en.weight',
      'by_name.first.gate',
    ]);
    expect([...model.namedBuffers().keys()]).toEqual(['count']);
    expect([...model.stateDict().keys()]).toEqual([...model.namedParameters().keys(), 'count']);
    expect(model.parameters()).toHaveLength(5);
    expect(model.countParameters()).toBe(6 + 3 * 21 + 11);
    model.dispose();
  });

  it('finds modules and generators, each once', () => {
    const generator = new Rng(2);
    const model = new Sequential([
      new Dropout({ p: 0.1, rng: generator }),
      new Dropout({ p: 0.2, rng: generator }),
    ]);
    expect(model.modules()).toEqual([model, ...model.layers]);
    expect(model.rngs()).toEqual([generator]);
  });

  it('turns training on and off all the way down', () => {
    const inner = new Dropout({ p: 0.5, rng });
    const model = new Sequential([new Sequential([inner])]);
    expect(inner.training).toBe(true);
    expect(model.eval()).toBe(model);
    expect(inner.training).toBe(false);
    model.train();
    expect(inner.training).toBe(true);
  });

  it('gives back all memory', () => {
    const before = countTensors();
    const model = new Model(rng);
    tidy(() => backward(sum(model.layers[0].forward(zeros([2, 3])))));
    model.dispose();
    expect(countTensors()).toBe(before);
  });
});

describe('loadStateDict', () => {
  it('restores what stateDict gave, into the same tensors', () => {
    tidy(() => {
      const [one, two] = [new Model(rng), new Model(rng)];
      const weight = two.layers[0].weight;
      expect(two.loadStateDict(one.stateDict())).toEqual({ missing: [], unexpected: [] });
      expect(two.layers[0].weight).toBe(weight);
      for (const [name, value] of one.stateDict())
        expect(two.stateDict().get(name)!.read()).toEqual(value.read());
      expect(one.layers[0].weight.read()).not.toEqual(one.layers[1].weight.read());
    });
  });

  it('takes a shared tensor under any of its names', () => {
    tidy(() => {
      const model = new Model(rng);
      const tensors = model.stateDict();
      tensors.delete('layers.1.weight');
      tensors.set('tied', full([7, 3], 5));
      model.loadStateDict(tensors);
      expect(model.layers[1].weight.read()[20]).toBe(5);
      model.loadStateDict(new Map([...tensors, ['layers.1.weight', full([7, 3], 6)]]));
      expect(model.tied.read()[20]).toBe(6);
    });
  });

  it('says all that is wrong at once, and then changes nothing', () => {
    tidy(() => {
      const model = new Model(rng);
      const before = model.layers[0].weight.read();
      const tensors = new Map([...model.stateDict(), ['layers.0.weight', zeros([7, 3])]]);
      tensors.delete('count');
      tensors.set('layers.1.weight', zeros([3, 7]));
      tensors.set('heads.fr-en.weight', zeros([7, 3], 'int32'));
      tensors.set('layers.2.weight', zeros([2]));
      expect(() => model.loadStateDict(tensors)).toThrow(DataError);
      expect(() => model.loadStateDict(tensors)).toThrow(
        [
          'loadStateDict: these tensors do not fit Model. Was it made with other options?',
          '  missing: count',
          '  unexpected: layers.2.weight float32 [2]',
          '  misshapen: layers.1.weight must be float32 [7, 3]; got float32 [3, 7]',
          '  misshapen: heads.fr-en.weight must be float32 [7, 3]; got int32 [7, 3]',
        ].join('\n'),
      );
      expect(() => model.loadStateDict(tensors, { strict: false })).toThrow(/options\?\n {2}misshapen/);
      expect(model.layers[0].weight.read()).toEqual(before);
    });
  });

  it('reports what is missing and unexpected when not strict', () => {
    tidy(() => {
      const model = new Sequential([new Linear({ inFeatures: 2, outFeatures: 3, rng })]);
      const report = model.loadStateDict(
        new Map([
          ['0.bias', full([3], 4)],
          ['1.bias', zeros([3])],
        ]),
        { strict: false },
      );
      expect(report).toEqual({ missing: ['0.weight'], unexpected: ['1.bias'] });
      expect([...model.stateDict().get('0.bias')!.read()]).toEqual([4, 4, 4]);
    });
  });
});

describe('Parameter', () => {
  it('outlives tidy, begins as zeros or as told, and gathers gradients', () => {
    const [p, q] = tidy(() => [new Parameter([2, 3]), new Parameter([5], init.constant(2))]);
    expect([...p.read(), ...q.read()]).toEqual([0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2]);
    tidy(() => backward(sum(q)));
    tidy(() => backward(sum(q)));
    expect([...q.grad!.read()]).toEqual([2, 2, 2, 2, 2]);
    p.dispose();
    q.dispose();
  });
});
