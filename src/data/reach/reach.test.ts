import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, ValueError } from '../../tensor/errors.ts';
import { byteTask } from './byteTask.ts';
import { copyTask } from './copyTask.ts';
import { pixelTask } from './pixelTask.ts';
import { retrievalTask } from './retrievalTask.ts';

const options = fc.record({
  length: fc.integer({ min: 8, max: 61 }),
  trainSize: fc.integer({ min: 1, max: 5 }),
  testSize: fc.integer({ min: 1, max: 5 }),
  seed: fc.nat(),
});

describe.each([
  ['copyTask', copyTask],
  ['retrievalTask', retrievalTask],
] as const)('%s', (_, make) => {
  it('makes as many sequences as asked for, of that length, of ids that there are', () => {
    fc.assert(
      fc.property(options, (of) => {
        const { train, test, vocabSize, labels } = make(of);
        expect([train.length, test.length]).toEqual([of.trainSize, of.testSize]);
        for (const { tokens, label } of [...train, ...test]) {
          expect(tokens.length).toBe(of.length);
          expect(Math.min(...tokens)).toBeGreaterThan(0);
          expect(Math.max(...tokens)).toBeLessThan(vocabSize);
          expect(labels).toContain(label);
        }
        expect(make(of)).toEqual(make(of));
        expect(make({ ...of, trainSize: of.trainSize + 3 }).test).toEqual(test);
      }),
    );
  });

  it('refuses too short a length, and nothing to learn from', () => {
    const of = { length: 8, trainSize: 1, testSize: 1, seed: 0 };
    expect(() => make({ ...of, length: 7 })).toThrow('length must be a whole number of at least 8; got 7');
    expect(() => make({ ...of, trainSize: 0 })).toThrow(ValueError);
  });
});

it('copyTask asks at the end for the one symbol of the first quarter', () => {
  fc.assert(
    fc.property(options, (of) => {
      for (const { tokens, label } of copyTask(of).train) {
        const symbols = [...tokens.keys()].filter((i) => tokens[i] >= 2 && tokens[i] < 12);
        expect(symbols.length).toBe(1);
        expect(symbols[0]).toBeLessThan(Math.floor(of.length / 4));
        expect(tokens[symbols[0]] - 2).toBe(Number(label));
        expect([tokens.indexOf(1), tokens.at(-1)]).toEqual([of.length - 1, 1]);
      }
    }),
  );
});

it('retrievalTask asks at the end for a key that the first quarter told, always with the same value', () => {
  fc.assert(
    fc.property(
      options,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 2, max: 7 }),
      (of, keys, values) => {
        for (const { tokens, label } of retrievalTask({ ...of, keys, values }).train) {
          const told = new Map<number, number>();
          for (const [i, id] of tokens.entries()) {
            const pair = id - 11 - keys;
            expect(pair >= 0).toBe(i < Math.floor(of.length / 4));
            if (pair < 0) continue;
            const [key, value] = [Math.floor(pair / values), pair % values];
            expect(told.get(key) ?? value).toBe(value);
            told.set(key, value);
          }
          expect(told.get(tokens.at(-1)! - 11)).toBe(Number(label));
        }
      },
    ),
  );
  expect(() =>
    retrievalTask({ length: 8, trainSize: 1, testSize: 1, seed: 0, keys: 700, values: 100 }),
  ).toThrow('ids must fit into 16 bits; got 700 keys times 100 values');
});

describe('byteTask', () => {
  const text = (text: string, label: string) => ({ text, label, line: 1 });

  it('makes ids of bytes, the first ones of a long text', () => {
    const train = [text('aé', 'good'), text('abcdef', 'bad')];
    const task = byteTask(train, [text('z', 'bad')], { length: 4 });
    expect(task.train.map(({ tokens }) => [...tokens])).toEqual([
      [98, 196, 170],
      [98, 99, 100, 101],
    ]);
    expect([task.labels, task.vocabSize, task.test[0].label]).toEqual([['bad', 'good'], 257, 'bad']);
  });

  it('refuses labels that were never learned, and nothing', () => {
    const one = [text('a', 'x')];
    expect(() => byteTask(one, [text('a', 'y')], { length: 4 })).toThrow('there is no label "y"');
    expect(() => byteTask([], one, { length: 4 })).toThrow('bytes: there are no examples to learn from');
    expect(() => byteTask(one, [], { length: 4 })).toThrow(DataError);
    expect(() => byteTask([text('', 'x')], one, { length: 4 })).toThrow('without a single byte');
  });
});

describe('pixelTask', () => {
  const image = (...pixels: number[]) => ({
    image: { width: pixels.length, height: 1, pixels: Uint8Array.from(pixels) },
    label: '7',
  });

  it('makes ids of shades, and refuses pictures with too many', () => {
    const task = pixelTask([image(0, 255, 3)], [image(1, 2, 3)], { length: 3 });
    expect([...task.train[0].tokens]).toEqual([1, 256, 4]);
    expect(() => pixelTask([image(1, 2, 3)], [image(1)], { length: 2 })).toThrow(
      'a picture has 3 x 1 = 3 pixels; a length of 2 is too short for it',
    );
  });
});
