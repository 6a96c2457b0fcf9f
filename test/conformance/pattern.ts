import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attention,
  type Pattern,
  type ResolvedPattern,
  scaledDot,
  softmax,
} from '../../src/attention/index.ts';
import { lower } from '../../src/attention/patterns/lower.ts';
import { visibility } from '../../src/attention/visibility.ts';
import { BLOCK, type BlockMap, type BlockMaps, TILE_WORDS } from '../../src/tensor/blockMap.ts';
import { backward, copy, Rng, randomNormal, requireGrad, type Tensor, tidy } from '../../src/tensor/index.ts';
import { expectClose } from '../support/close.ts';
import { type ArbitraryPattern, anyLength, HEADS, SEQUENCES } from '../support/patterns.ts';

/** A pattern and what it is asked for. */
interface Case {
  pattern: Pattern;
  L: number;
  S: number;
  seed: number;
}

/**
 * What every pattern must hold to. `exact` patterns call a block partial only if it is; others may where it is not worth
 * finding out.
 */
export function describePattern(
  name: string,
  make: ArbitraryPattern,
  { exact = false }: { exact?: boolean } = {},
): void {
  const anyCase: fc.Arbitrary<Case> = fc
    .tuple(anyLength, anyLength, fc.nat())
    .chain(([L, S, seed]) => make(L, S).map((pattern) => ({ pattern, L, S, seed })));
  const check = (numRuns: number, body: (it: Case) => void): void =>
    fc.assert(fc.property(anyCase, body), { numRuns });

  describe(`${name} as a Pattern`, () => {
    it('says of blocks what it says of their pairs', () =>
      check(40, ({ pattern, L, S, seed }) => {
        const rng = new Rng(seed);
        const range = (n: number): [number, number] => {
          const from = rng.integer(n);
          return [from, from + 1 + rng.integer(n - from)];
        };
        forEachVariant(pattern, L, S, (resolved) => {
          for (let n = 0; n < 20; n++) {
            const [[i0, i1], [j0, j1]] = [range(L), range(S)];
            const coverage = resolved.block(i0, i1, j0, j1);
            const found = coverageOf(resolved, i0, i1, j0, j1);
            if (exact || coverage !== 'partial') expect(coverage).toBe(found);
          }
        });
      }));

    it('lowers to a map that holds exactly its pairs', () =>
      check(40, ({ pattern, L, S }) => {
        const maps = lower(pattern, L, S, SEQUENCES, HEADS);
        const pairs = allPairs(pattern, L, S);
        if (maps === null) expect(pairs).not.toContain(0);
        else {
          expect(pairs).toContain(0);
          expectEqual(unpack(maps, L, S), pairs);
          tidy(() => expectMask(visibility(maps, null, null, SEQUENCES, HEADS, S)!, pairs));
        }
      }));

    it('lowers to runs in order, apart and merged, and to each tile once', () =>
      check(40, ({ pattern, L, S }) => {
        for (const map of lower(pattern, L, S, SEQUENCES, HEADS)?.maps ?? []) expectTidy(map, L, S);
      }));

    it('is lowered once for the same lengths', () =>
      check(10, ({ pattern, L, S }) => {
        const make = () => lower(pattern, L, S, SEQUENCES, HEADS);
        expect(make()).toBe(make());
      }));

    it('attends in the fused kernel as without it, and gives zeros where nothing may be seen', () =>
      check(25, ({ pattern, L, S, seed }) => tidy(() => expectSameAttention(pattern, L, S, seed))));
  });
}

function forEachVariant(
  pattern: Pattern,
  L: number,
  S: number,
  body: (resolved: ResolvedPattern) => void,
): void {
  for (let b = 0; b < SEQUENCES; b++) {
    for (let h = 0; h < HEADS; h++) body(pattern.at(L, S, b, h));
  }
}

function coverageOf(
  { allows }: ResolvedPattern,
  ...[i0, i1, j0, j1]: [number, number, number, number]
): string {
  let count = 0;
  for (let i = i0; i < i1; i++) for (let j = j0; j < j1; j++) count += Number(allows(i, j));
  if (count === 0) return 'empty';
  return count === (i1 - i0) * (j1 - j0) ? 'full' : 'partial';
}

/** [B, H, L, S], pair by pair. */
function allPairs(pattern: Pattern, L: number, S: number): Uint8Array {
  const pairs = new Uint8Array(SEQUENCES * HEADS * L * S);
  let n = 0;
  forEachVariant(pattern, L, S, ({ allows }) => {
    for (let i = 0; i < L; i++) for (let j = 0; j < S; j++) pairs[n++] = Number(allows(i, j));
  });
  return pairs;
}

/** [B, H, L, S], by the words of the contract. */
function unpack({ maps, index }: BlockMaps, L: number, S: number): Uint8Array {
  if (index !== null) expect(index).toHaveLength(SEQUENCES * HEADS);
  const pairs = new Uint8Array(SEQUENCES * HEADS * L * S);
  for (let head = 0; head < SEQUENCES * HEADS; head++) {
    const map = maps[index === null ? 0 : index[head]];
    for (let i = 0; i < L; i++) {
      for (let j = 0; j < S; j++) pairs[(head * L + i) * S + j] = Number(meets(map, i, j));
    }
  }
  return pairs;
}

function meets({ rows, runs, tiles }: BlockMap, i: number, j: number): boolean {
  const [row, column] = [Math.floor(i / BLOCK), Math.floor(j / BLOCK)];
  for (let run = rows[row]; run < rows[row + 1]; run++) {
    if (column < runs[3 * run] || column >= runs[3 * run + 1]) continue;
    const tile = runs[3 * run + 2];
    const word = tile * TILE_WORDS + 2 * (i % BLOCK) + Math.floor((j % BLOCK) / 32);
    return tile === -1 || ((tiles[word] >>> (j % 32)) & 1) === 1;
  }
  return false;
}

/** As toEqual, without its care, which takes long. */
function expectEqual(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let n = 0; n < expected.length; n++) {
    if (actual[n] !== expected[n]) expect.fail(`element ${n} is ${actual[n]}, not ${expected[n]}`);
  }
}

function expectMask(mask: Tensor, pairs: Uint8Array): void {
  const data = mask.read();
  // One map for all heads makes one mask for all.
  for (let n = 0; n < pairs.length; n += data.length) {
    expectEqual(data, pairs.subarray(n, n + data.length));
  }
}

function expectTidy(map: BlockMap, L: number, S: number): void {
  const { queries, keys, rows, runs, tiles } = map;
  expect([queries, keys]).toEqual([L, S]);
  expect(rows).toHaveLength(Math.ceil(L / BLOCK) + 1);
  expect([rows[0], 3 * rows.at(-1)!]).toEqual([0, runs.length]);
  const used = new Set<number>();
  for (let row = 0; row < rows.length - 1; row++) {
    let [behind, wasFull] = [0, false];
    for (let run = rows[row]; run < rows[row + 1]; run++) {
      const [first, end, tile] = runs.subarray(3 * run, 3 * run + 3);
      expect(first).toBeGreaterThanOrEqual(behind);
      expect(end).toBeGreaterThan(first);
      expect(end).toBeLessThanOrEqual(Math.ceil(S / BLOCK));
      if (tile === -1) expect(wasFull && first === behind).toBe(false);
      else {
        expect(end).toBe(first + 1);
        used.add(tile);
        const pairs = Math.min(BLOCK, L - row * BLOCK) * Math.min(BLOCK, S - first * BLOCK);
        const set = countBits(tiles.subarray(tile * TILE_WORDS, (tile + 1) * TILE_WORDS));
        expect(set > 0 && set < pairs).toBe(true);
      }
      [behind, wasFull] = [end, tile === -1];
    }
  }
  const texts = new Set<string>();
  for (let n = 0; n < tiles.length; n += TILE_WORDS) texts.add(tiles.subarray(n, n + TILE_WORDS).join());
  expect(texts.size).toBe(tiles.length / TILE_WORDS);
  expect(used.size).toBe(texts.size);
}

function countBits(words: Int32Array): number {
  let count = 0;
  for (let word of words) for (; word !== 0; word &= word - 1) count++;
  return count;
}

function expectSameAttention(pattern: Pattern, L: number, S: number, seed: number): void {
  const [B, H, E, Ev] = [SEQUENCES, HEADS, 5, 7];
  const rng = new Rng(seed);
  const attend = attention({ score: scaledDot(), normalizer: softmax(), pattern });
  const [q, k, v] = [
    [B, H, L, E],
    [B, H, S, E],
    [B, H, S, Ev],
  ].map((shape) => randomNormal(shape, rng));
  const g = randomNormal([B, H, L, Ev], rng);
  const run = (needWeights: boolean) => {
    const inputs = [q, k, v].map((x) => requireGrad(copy(x)));
    const { output, weights } = attend(inputs[0], inputs[1], inputs[2], { needWeights });
    backward(output, g);
    return { output, weights, gradients: inputs.map((x) => x.grad!) };
  };
  const [plain, fused] = [run(true), run(false)];
  expectClose(fused.output, plain.output.read(), 3e-6, 1);
  const scale = Math.sqrt(Math.max(L, Ev));
  for (const [n, gradient] of fused.gradients.entries()) {
    expectClose(gradient, plain.gradients[n].read(), 3e-6, scale);
  }
  const pairs = allPairs(pattern, L, S);
  const weights = plain.weights!.read();
  const output = fused.output.read();
  for (let row = 0; row < B * H * L; row++) {
    const seen = pairs.subarray(row * S, (row + 1) * S);
    for (const [j, allowed] of seen.entries()) if (!allowed && weights[row * S + j] !== 0) expect.fail();
    if (!seen.includes(1)) expect(output.subarray(row * Ev, (row + 1) * Ev)).toEqual(new Float32Array(Ev));
  }
}
