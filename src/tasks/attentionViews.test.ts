import { expect, it } from 'vitest';
import { attentionViews } from './attentionViews.ts';

it('gathers layers of one kind, and cuts maps into heads', () => {
  const numbers = (n: number, from: number) => Float32Array.from({ length: n }, (_, i) => from + i);
  const views = attentionViews([
    { name: 'encoder.layers.0.self_attn', shape: [1, 2, 1, 3], weights: numbers(6, 0) },
    { name: 'encoder.layers.1.self_attn', shape: [1, 2, 1, 3], weights: numbers(6, 10) },
    { name: 'pooling', shape: [1, 2, 3], weights: numbers(6, 20) },
  ]);
  expect(views.map(({ name }) => name)).toEqual(['encoder.layers.self_attn', 'pooling']);
  const plain = views.map(({ layers }) =>
    layers.map((heads) => heads.map((rows) => rows.map((row) => [...Array.from(row)]))),
  );
  expect(plain).toEqual([
    [
      [[[0, 1, 2]], [[3, 4, 5]]],
      [[[10, 11, 12]], [[13, 14, 15]]],
    ],
    [
      [
        [
          [20, 21, 22],
          [23, 24, 25],
        ],
      ],
    ],
  ]);
});
