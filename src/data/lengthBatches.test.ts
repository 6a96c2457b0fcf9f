import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, ValueError } from '../tensor/errors.ts';
import { pairLengths } from './encodedPair.ts';
import { LengthBatches } from './lengthBatches.ts';

interface Example {
  index: number;
  source: number[];
  target: number[];
}

const someExamples = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 })), {
    minLength: 1,
    maxLength: 60,
  })
  .map((sizes) =>
    sizes.map(([s, t], index) => ({ index, source: new Array<number>(s), target: new Array<number>(t) })),
  );
const someOptions = fc.record({
  maxTokens: fc.integer({ min: 1, max: 90 }),
  seed: fc.nat(),
  poolSize: fc.integer({ min: 1, max: 70 }),
});

const longest = ({ source, target }: Example) => Math.max(source.length, target.length);
const indices = (batch: Example[]) => batch.map(({ index }) => index);

/** The batches of one epoch, from the place where `batches` is. */
function takeEpoch(batches: LengthBatches<Example>, size: number): Example[][] {
  const taken: Example[][] = [];
  for (let count = 0; count < size; count += taken.at(-1)!.length) taken.push(batches.next());
  return taken;
}

describe('LengthBatches', () => {
  it('gives each example once an epoch', () => {
    fc.assert(
      fc.property(someExamples, someOptions, (examples, options) => {
        const batches = new LengthBatches(examples, { ...options, lengths: pairLengths });
        for (const epoch of [0, 1]) {
          const seen = indices(takeEpoch(batches, examples.length).flat());
          expect(seen.toSorted((a, b) => a - b)).toEqual(indices(examples));
          expect(batches.state.epoch).toBe(epoch);
        }
      }),
    );
  });

  it('keeps to the budget but for examples that exceed it alone', () => {
    fc.assert(
      fc.property(someExamples, someOptions, (examples, options) => {
        const batches = new LengthBatches(examples, { ...options, lengths: pairLengths });
        for (const batch of takeEpoch(batches, examples.length)) {
          const cost = batch.length * Math.max(...batch.map(longest));
          expect(batch.length === 1 || cost <= options.maxTokens).toBe(true);
        }
      }),
    );
  });

  it('goes on from a saved state as if never stopped', () => {
    fc.assert(
      fc.property(someExamples, someOptions, fc.nat(200), (examples, options, steps) => {
        const batches = new LengthBatches(examples, { ...options, lengths: pairLengths });
        for (let i = 0; i < steps; i++) batches.next();
        const saved = JSON.parse(JSON.stringify(batches.state));
        const resumed = new LengthBatches(examples, {
          ...options,
          seed: options.seed + 1,
          lengths: pairLengths,
        });
        resumed.next();
        resumed.restore(saved);
        expect(resumed.state).toEqual(saved);
        for (let i = 0; i < 100; i++) expect(indices(resumed.next())).toEqual(indices(batches.next()));
        expect(resumed.state).toEqual(batches.state);
      }),
    );
  });

  const examples = Array.from({ length: 500 }, (_, index) => ({
    index,
    source: new Array<number>(1 + (index % 7)),
    target: new Array<number>(1 + (index % 11)),
  }));
  const options = { lengths: pairLengths, maxTokens: 40, seed: 1, poolSize: 100 };

  it('goes by the seed, and differs from epoch to epoch', () => {
    const batches = new LengthBatches(examples, options);
    const first = takeEpoch(batches, 500);
    expect(takeEpoch(new LengthBatches(examples, options), 500)).toEqual(first);
    expect(takeEpoch(new LengthBatches(examples, { ...options, seed: 2 }), 500)).not.toEqual(first);
    expect(takeEpoch(batches, 500)).not.toEqual(first);
  });

  it('mixes: neither the order of the data nor that of length remains', () => {
    const onePool = takeEpoch(new LengthBatches(examples, { ...options, poolSize: 500 }), 500);
    const lengths = onePool.map((batch) => batch[0].target.length);
    expect(lengths).not.toEqual(lengths.toSorted((a, b) => a - b));
    const firstPool = indices(takeEpoch(new LengthBatches(examples, options), 100).flat());
    expect(Math.max(...firstPool)).toBeGreaterThan(400);
  });

  it('can be looped over', () => {
    const batches = new LengthBatches(examples, options);
    let count = 0;
    for (const batch of batches) {
      count += batch.length;
      if (count >= 500) break;
    }
    expect(count).toBe(500);
  });

  it('refuses what it cannot batch, and states of other data', () => {
    expect(() => new LengthBatches([], options)).toThrow(DataError);
    expect(() => new LengthBatches(examples, { ...options, maxTokens: 0 })).toThrow(ValueError);
    expect(() => new LengthBatches(examples, { ...options, poolSize: 0 })).toThrow(ValueError);
    const batches = new LengthBatches(examples, options);
    const { state } = batches;
    expect(() => batches.restore({ ...state, examples: 499 })).toThrow('of 499 examples; got 500');
    for (const position of [-1, 0.5, 5000]) {
      expect(() => batches.restore({ ...state, position })).toThrow(DataError);
    }
  });
});
