import { describe, expect, it } from 'vitest';
import type { TestEngine } from '../../test/support/engine.ts';
import { firstDifference, numbers, threadedEngines } from '../../test/support/threadedEngines.ts';
import { Rng } from '../tensor/rng.ts';

// Kernels that go over elements or rows: whatever the number of threads, they give the same bits. Sizes are such that the
// work is shared, and cut in odd places.

const { one, several } = threadedEngines();

const integers = (n: number, limit: number): Float32Array => {
  const rng = new Rng(5);
  return new Float32Array(Int32Array.from({ length: n }, () => rng.integer(limit)).buffer);
};

/** Runs a kernel, and tells where its results lie, and how many floats they are. */
type Case = (engine: TestEngine) => readonly (readonly [pointer: number, length: number])[];

function bitsOf(engine: TestEngine, kernel: Case): Int32Array[] {
  return kernel(engine).map(([pointer, length]) => new Int32Array(engine.read(pointer, length).buffer));
}

function unary(name: 'neg' | 'relu' | 'exp' | 'gelu' | 'sigmoid' | 'sin', n: number): Case {
  return ({ kernels, place, room }) => {
    const out = room(n);
    kernels[name](n, place(numbers(n)), out);
    return [[out, n]];
  };
}

function gradient(name: 'reluGradient' | 'geluGradient' | 'siluGradient', n: number): Case {
  return ({ kernels, place, room }) => {
    const out = room(n);
    kernels[name](n, place(numbers(n)), place(numbers(n, 2)), out);
    return [[out, n]];
  };
}

function rowwise(name: 'softmax' | 'logSoftmax' | 'logSumExp', rows: number, n: number): Case {
  return ({ kernels, place, room }) => {
    const size = name === 'logSumExp' ? rows : rows * n;
    const out = room(size);
    kernels[name](rows, n, place(numbers(rows * n)), out);
    return [[out, size]];
  };
}

function rowwiseBackward(name: 'softmaxBackward' | 'logSoftmaxBackward', rows: number, n: number): Case {
  return ({ kernels, place, room }) => {
    const out = room(rows * n);
    kernels[name](rows, n, place(numbers(rows * n)), place(numbers(rows * n, 2)), out);
    return [[out, rows * n]];
  };
}

function maskedSoftmax(rows: number, n: number): Case {
  return ({ kernels, place, room, memory }) => {
    const out = room(rows * n);
    const mask = room(n);
    new Uint8Array(memory.buffer, mask, n).forEach((_, j, bytes) => {
      bytes[j] = Number(j % 3 !== 1);
    });
    kernels.maskedSoftmax(rows, n, place(numbers(rows * n)), mask, 0, 1, out);
    return [[out, rows * n]];
  };
}

function layerNorm(rows: number, n: number): Case {
  return ({ kernels, place, room }) => {
    const [x, gamma, beta, g] = [
      place(numbers(rows * n)),
      place(numbers(n, 2)),
      place(numbers(n, 3)),
      place(numbers(rows * n, 4)),
    ];
    const [means, scales, out, dx] = [room(rows), room(rows), room(rows * n), room(rows * n)];
    const [dGamma, dBeta] = [room(n), room(n)];
    kernels.layerNorm(rows, n, 1e-5, x, gamma, beta, means, scales, out);
    kernels.layerNormBackward(rows, n, x, gamma, means, scales, g, dx, dGamma, dBeta);
    return [
      [out, rows * n],
      [dx, rows * n],
      [dGamma, n],
      [dBeta, n],
    ];
  };
}

function crossEntropy(rows: number, n: number): Case {
  return ({ kernels, place, room }) => {
    const [x, targets, g] = [place(numbers(rows * n)), place(integers(rows, n)), place([1])];
    const [normalisers, losses, dx] = [room(rows), room(rows), room(rows * n)];
    kernels.crossEntropy(rows, n, 0.1, 3, x, targets, normalisers, losses);
    kernels.crossEntropyBackward(rows, n, 0.1, 3, 0.5, x, targets, normalisers, g, 0, dx);
    return [
      [losses, rows],
      [dx, rows * n],
    ];
  };
}

function sum(outer: number, n: number, inner: number): Case {
  return ({ kernels, place, room }) => {
    const out = room(outer * inner);
    kernels.sum(outer, n, inner, place(numbers(outer * n * inner)), out);
    return [[out, outer * inner]];
  };
}

function max(outer: number, n: number, inner: number): Case {
  return ({ kernels, place, room }) => {
    const [values, ids] = [room(outer * inner), room(outer * inner)];
    kernels.max(outer, n, inner, place(numbers(outer * n * inner)), values, ids);
    return [
      [values, outer * inner],
      [ids, outer * inner],
    ];
  };
}

/** A list of tensors for the optimizers' kernels, as assembly/tensorList.ts lays it out. */
function list(engine: TestEngine, sizes: readonly number[]) {
  const items = sizes.map((n, i) =>
    [0, 1, 2, 3].map((k) => engine.place(numbers(n, 4 * i + k).map(Math.abs))),
  );
  const words = new Int32Array(8 * sizes.length);
  const floats = new Float32Array(words.buffer);
  items.forEach((pointers, i) => {
    words.set([sizes[i], ...pointers], 8 * i);
    floats.set([0.01, 0.5], 8 * i + 5);
  });
  const results = items.flatMap(([x, , m, v], i) => [x, m, v].map((at) => [at, sizes[i]] as const));
  return { pointer: engine.place(floats), results };
}

const sizes = [50_001, 7, 4096, 0, 128, 100_003, 8191];
function optimizer(step: (kernels: TestEngine['kernels'], list: number) => void): Case {
  return (engine) => {
    const { pointer, results } = list(engine, sizes);
    step(engine.kernels, pointer);
    return results;
  };
}

// As assembly/windows.ts lays it out: 7 images of 67 x 71 with 5 channels, windows of 3 x 5 that overlap.
const [images, pixels, windowLines, windowsOfLine] = [7, 67 * 71, 34, 36];
const WINDOWS = Int32Array.of(images, 67, 71, 5, windowLines, windowsOfLine, 3, 5, 2, 2, 1, 2, 1, 1);
const windowCount = images * windowLines * windowsOfLine;
const layWindows = ({ place }: TestEngine): number => place(new Float32Array(WINDOWS.buffer));
const cleared = ({ place }: TestEngine, n: number): number => place(new Float32Array(n));

/** Lines of windows from the middle of one image to that of another. */
const unfoldPiece: Case = (engine) => {
  const [from, to, line] = [7, images * windowLines - 3, windowsOfLine * 3 * 5 * 5];
  const matrix = engine.room((to - from) * line);
  engine.kernels.unfold(layWindows(engine), from, to, engine.place(numbers(images * pixels * 5)), matrix);
  return [[matrix, (to - from) * line]];
};
const foldPiece: Case = (engine) => {
  const [from, to, line] = [7, images * windowLines - 3, windowsOfLine * 3 * 5 * 5];
  const x = cleared(engine, images * pixels * 5);
  engine.kernels.fold(layWindows(engine), from, to, engine.place(numbers((to - from) * line)), x);
  return [[x, images * pixels * 5]];
};
const maxPool: Case = (engine) => {
  const [out, places] = [engine.room(windowCount * 5), engine.room(windowCount * 5)];
  const windows = layWindows(engine);
  engine.kernels.maxPool(windows, engine.place(numbers(images * pixels * 5)), out, places);
  const dx = cleared(engine, images * pixels * 5);
  engine.kernels.maxPoolBackward(windows, engine.place(numbers(windowCount * 5, 2)), places, dx);
  return [
    [out, windowCount * 5],
    [places, windowCount * 5],
    [dx, images * pixels * 5],
  ];
};
const meanPool: Case = (engine) => {
  const out = engine.room(windowCount * 5);
  const windows = layWindows(engine);
  engine.kernels.meanPool(windows, engine.place(numbers(images * pixels * 5)), out);
  const dx = cleared(engine, images * pixels * 5);
  engine.kernels.meanPoolBackward(windows, engine.place(numbers(windowCount * 5, 2)), dx);
  return [
    [out, windowCount * 5],
    [dx, images * pixels * 5],
  ];
};

/** Quickly made, so that work can be long enough for workers to come in time. */
const many = (n: number, seed = 1): Float32Array => {
  const some = numbers(4099, seed);
  return new Float32Array(n).map((_, i) => some[i % 4099]);
};

/** Rows of 15 heads by index, some of which are nobody's, laid out as the kernels group them. */
const [batch, heads, rowsOfHead, taken, columns] = [3, 5, 1501, 6007, 17];
const headCount = batch * heads;
const rowStrides = [heads * rowsOfHead * columns, rowsOfHead * columns, columns] as const;
const rowSizes = [batch, heads, rowsOfHead, taken, columns] as const;
const rowIds = ({ place }: TestEngine): number => {
  const some = new Int32Array(integers(4099, rowsOfHead + 1).buffer);
  const ids = Int32Array.from({ length: headCount * taken }, (_, i) => some[i % 4099] - 1);
  return place(new Float32Array(ids.buffer));
};
const takeHeadRows: Case = (engine) => {
  const [x, out] = [
    engine.place(many(headCount * rowsOfHead * columns)),
    engine.room(headCount * taken * columns),
  ];
  engine.kernels.takeHeadRows(...rowSizes, x, ...rowStrides, rowIds(engine), out);
  return [[out, headCount * taken * columns]];
};
const addHeadRows: Case = (engine) => {
  const [out, g] = [
    engine.room(headCount * rowsOfHead * columns),
    engine.place(many(headCount * taken * columns)),
  ];
  engine.kernels.addHeadRows(...rowSizes, out, ...rowStrides, rowIds(engine), g);
  return [[out, headCount * rowsOfHead * columns]];
};
const mergeHeadRows: Case = (engine) => {
  const { kernels, place, room } = engine;
  const [all, parts] = [headCount * taken, headCount * taken * columns];
  const whole = headCount * rowsOfHead * columns;
  const [ids, rows, out, weights] = [rowIds(engine), place(many(parts)), room(whole), room(all)];
  kernels.mergeHeadRows(...rowSizes, out, ...rowStrides, ids, rows, place(many(all, 2)), weights);
  const [g, dParts, dLogits] = [place(many(whole, 3)), room(parts), room(all)];
  kernels.mergeHeadRowsBackward(...rowSizes, g, ...rowStrides, ids, rows, weights, dParts, dLogits);
  return [
    [out, whole],
    [weights, all],
    [dParts, parts],
    [dLogits, all],
  ];
};

/** Buckets of positions, their order, and who looks at whom in it. */
function buckets(causal: boolean): Case {
  return ({ kernels, place, room }) => {
    const [length, rounds, first, second, chunk] = [3001, 3, 6, 4, 48];
    const count = first * second;
    const size = headCount * rounds * length;
    const rotated = place(many(size * (first / 2 + second / 2)));
    const lengths = place(new Float32Array(Int32Array.of(length, 2700, 1).buffer));
    const [hashed, order, places] = [room(size), room(size), room(size)];
    kernels.hashBuckets(batch, heads, length, rounds, first, second, count, rotated, lengths, hashed);
    kernels.sortBuckets(headCount * rounds, length, count, hashed, order, places);
    const words = headCount * rounds * (1 + kernels.bucketMapWords(length, chunk, causal));
    const maps = room(words);
    const chunks = causal ? place(new Float32Array(Int32Array.of(chunk, 31, 1).buffer)) : 0;
    kernels.bucketMaps(
      ...([batch, heads, rounds, length, chunk, chunks, count, causal, false] as const),
      ...([hashed, order, places, 0, 0, 0, 0, 0, maps] as const),
    );
    return [
      [hashed, size],
      [order, size],
      [places, size],
      [maps, words],
    ];
  };
}

/** Of rows of which a part counts. */
const largest: Case = ({ kernels, memory, place, room }) => {
  const [rows, n, k] = [5, 20_011, 101];
  const counts = room(Math.ceil((batch * n) / 4));
  new Uint8Array(memory.buffer, counts, batch * n).forEach((_, i, bytes) => {
    bytes[i] = Number(i % 7 !== 3);
  });
  const ids = room(headCount * rows * k);
  const ks = place(new Float32Array(Int32Array.of(k, 0, 17).buffer));
  kernels.largest(batch, heads, rows, n, k, ks, place(many(headCount * rows * n)), counts, n, 0, 1, ids);
  return [[ids, headCount * rows * k]];
};

const cases: Record<string, Case> = {
  ...Object.fromEntries([262_143, 262_144, 300_007].map((n) => [`relu ${n}`, unary('relu', n)])),
  neg: unary('neg', 270_001),
  exp: unary('exp', 70_001),
  gelu: unary('gelu', 30_003),
  sigmoid: unary('sigmoid', 40_001),
  sin: unary('sin', 20_001),
  reluGradient: gradient('reluGradient', 262_149),
  geluGradient: gradient('geluGradient', 30_005),
  siluGradient: gradient('siluGradient', 40_001),
  dropout: ({ kernels, place, room }) => {
    const out = room(70_001);
    kernels.dropout(70_001, 11, 2 ** 29, 1.5, place(numbers(70_001)), out);
    return [[out, 70_001]];
  },
  softmax: rowwise('softmax', 300, 129),
  'softmax of long rows': rowwise('softmax', 3, 20_003),
  logSoftmax: rowwise('logSoftmax', 301, 131),
  logSumExp: rowwise('logSumExp', 301, 131),
  softmaxBackward: rowwiseBackward('softmaxBackward', 1201, 131),
  logSoftmaxBackward: rowwiseBackward('logSoftmaxBackward', 301, 131),
  maskedSoftmax: maskedSoftmax(301, 131),
  layerNorm: layerNorm(1001, 131),
  crossEntropy: crossEntropy(301, 131),
  'sum of all': sum(1, 400_009, 1),
  'sum of rows': sum(3001, 97, 1),
  'sum of columns': sum(1, 3001, 97),
  'sum of many columns': sum(2, 31, 9001),
  'sum along a middle axis': sum(40, 301, 27),
  'max of rows': max(64, 2999, 1),
  'max along a middle axis': max(40, 301, 27),
  adam: optimizer((kernels, items) => kernels.adam(sizes.length, items, 0.9, 0.98, 1e-9, 0.99, 0.1)),
  sgd: optimizer((kernels, items) => kernels.sgd(sizes.length, items, 0.1, 0.9, 0.01)),
  scale: optimizer((kernels, items) => {
    for (let i = 0; i < 2; i++) kernels.scale(sizes.length, items, 0.3);
  }),
  'unfold, a piece': unfoldPiece,
  'fold, a piece': foldPiece,
  'maxPool and its backward': maxPool,
  'meanPool and its backward': meanPool,
  takeHeadRows,
  addHeadRows,
  'mergeHeadRows and its backward': mergeHeadRows,
  'hashBuckets, sortBuckets and bucketMaps': buckets(false),
  'hashBuckets, sortBuckets and causal bucketMaps': buckets(true),
  largest,
  sumOfSquares: (engine) => {
    const { pointer } = list(engine, [300_001, ...sizes]);
    const total = engine.kernels.sumOfSquares(sizes.length + 1, pointer);
    return [[engine.place(new Float32Array(Float64Array.of(total).buffer)), 2]];
  },
};

describe('the work of several threads', () => {
  it.each(Object.entries(cases))('gives the bits of one: %s', (_, kernel) => {
    const expected = bitsOf(one, kernel);
    for (const engine of several) {
      for (let again = 0; again < 2; again++) {
        const actual = bitsOf(engine, kernel);
        expect(actual.map((bits, i) => firstDifference(bits, expected[i]))).toEqual(expected.map(() => -1));
      }
    }
  });
});
