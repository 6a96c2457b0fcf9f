import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { expectNoLeaks } from '../../test/support/noLeaks.ts';
import { Parameter } from '../nn/index.ts';
import { Adam, clipGradNorm } from '../optim/index.ts';
import { BLOCK, type BlockMap, TILE_WORDS } from '../tensor/blockMap.ts';
import {
  backward,
  crossEntropy,
  exp,
  fusedAttention,
  HeedError,
  linear,
  noGrad,
  ones,
  record,
  relu,
  requireGrad,
  tensor,
  tidy,
} from '../tensor/index.ts';
import { kernels, Profiler, profile } from './index.ts';
import type { OperationProfile, Profile, ProfileEntry } from './profile.ts';

expectNoLeaks();
afterEach(() => vi.restoreAllMocks());

/** A clock that goes on by a millisecond each time it is looked at, so that a call of a kernel takes exactly one. */
function countingClock(): void {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now++);
}

const operation = ({ operations }: Profile, name: string): OperationProfile =>
  operations.find((entry) => entry.name === name)!;
const callsOf = (entries: readonly ProfileEntry[]) =>
  Object.fromEntries(entries.map(({ name, calls }) => [name, calls]));
const kernelsOf = (taken: Profile, name: string) => callsOf(operation(taken, name).kernels);

const [B, IN, OUT] = [7, 5, 3];

/** relu(x Wᵀ + b) through cross-entropy, forward and backward, `times` over. */
function learn(times = 1): void {
  tidy(() => {
    const [weight, bias] = [requireGrad(ones([OUT, IN])), requireGrad(ones([OUT]))];
    const targets = tensor(new Int32Array(B));
    for (let i = 0; i < times; i++)
      backward(crossEntropy(relu(linear(ones([B, IN]), weight, bias)), targets));
    weight.grad!.dispose();
    bias.grad!.dispose();
  });
}

/** The map of some blocks; every second of them is partial, though all its bits are set. */
function mapOf(queries: number, keys: number, keeps: (row: number, column: number) => boolean): BlockMap {
  const [rows, runs]: [number[], number[]] = [[0], []];
  for (let row = 0; row * BLOCK < queries; row++) {
    for (let column = 0; column * BLOCK < keys; column++) {
      if (keeps(row, column)) runs.push(column, column + 1, (runs.length % 2) - 1);
    }
    rows.push(runs.length / 3);
  }
  const tiles = new Int32Array(TILE_WORDS).fill(-1);
  return { queries, keys, rows: Int32Array.from(rows), runs: Int32Array.from(runs), tiles };
}

describe('profile', () => {
  it('gives kernels to the operation that called them, forward and backward', () => {
    const { profile: taken } = profile(learn);
    expect(kernelsOf(taken, 'linear')).toMatchObject({ gemm: 1 });
    expect(kernelsOf(taken, 'relu')).toEqual({ relu: 1 });
    expect(kernelsOf(taken, 'crossEntropy')).toMatchObject({ crossEntropy: 1, sum: 1, mul: 1 });
    expect(kernelsOf(taken, 'crossEntropy backward')).toEqual({ crossEntropyBackward: 1 });
    expect(kernelsOf(taken, 'relu backward')).toEqual({ reluGradient: 1 });
    expect(kernelsOf(taken, 'linear backward')).toMatchObject({ gemm: expect.any(Number) });
    expect(kernelsOf(taken, 'memory').allocate).toBeGreaterThan(5);
    expect(callsOf(taken.operations)).not.toHaveProperty('gemm');
  });

  it('counts multiply-adds', () => {
    const { profile: taken } = profile(learn);
    expect(operation(taken, 'linear').multiplyAdds).toBe(B * IN * OUT);
    // The gradient of the weight; x needs none.
    expect(operation(taken, 'linear backward').multiplyAdds).toBe(B * IN * OUT);
    expect(operation(taken, 'relu').multiplyAdds).toBe(0);
  });

  it('counts of attention the blocks of 64 x 64 that are not empty, within the lengths', () => {
    const size = fc.integer({ min: 1, max: 200 });
    const kept = fc.array(fc.boolean(), { minLength: 5, maxLength: 23 });
    fc.assert(fc.property(size, size, size, kept, check), { numRuns: 20 });
    function check(L: number, S: number, wanted: number, kept: boolean[]): void {
      const [H, Hk, E, Ev] = [6, 3, 5, 7];
      const lengths = [S, Math.min(wanted, S)];
      const keeps = (head: number, row: number, column: number): boolean =>
        kept[(head * 7 + row * 3 + column) % kept.length];
      let pairs = 0;
      for (let head = 0; head < 2 * H; head++)
        for (let i = 0; i < L; i++)
          for (let j = 0; j < lengths[head < H ? 0 : 1]; j++) if (keeps(head, i >> 6, j >> 6)) pairs++;
      const maps = Array.from({ length: 2 * H }, (_, head) =>
        mapOf(L, S, (row, column) => keeps(head, row, column)),
      );
      const blocks = { maps, index: Int32Array.from(maps.keys()) };
      const { profile: taken } = profile(() =>
        tidy(() => {
          const [q, k, v] = [requireGrad(ones([2, H, L, E])), ones([2, Hk, S, E]), ones([2, Hk, S, Ev])];
          backward(fusedAttention(q, k, v, { lengths, blocks }), ones([2, H, L, Ev]));
          q.grad!.dispose();
        }),
      );
      expect(operation(taken, 'attention').multiplyAdds).toBe(pairs * (E + Ev));
      expect(operation(taken, 'attention backward').multiplyAdds).toBe(pairs * (3 * E + 2 * Ev));
    }
  });

  it('adds up to the time that passed', () => {
    learn();
    countingClock();
    const before = performance.now();
    const { profile: taken } = profile(() => learn(3));
    const passed = performance.now() - before;
    // One look at the clock lies on either side of the work.
    expect(taken.milliseconds).toBe(passed - 2);
    let inKernels = 0;
    for (const { milliseconds, kernels: entries } of taken.operations) {
      expect(milliseconds).toBe(entries.reduce((sum, { calls }) => sum + calls, 0));
      for (const entry of entries) expect(entry.milliseconds).toBe(entry.calls);
      inKernels += milliseconds;
    }
    expect(taken.hostMilliseconds).toBe(taken.milliseconds - inKernels);
    expect(operation(taken, 'relu').calls).toBe(3);
    const times = taken.operations.map(({ milliseconds }) => milliseconds);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('knows clipping and the optimizer, and calls what nothing records by its kernel', () => {
    const { profile: taken } = profile(() =>
      tidy(() => {
        const parameter = new Parameter([B], () => {});
        const optimizer = new Adam([parameter]);
        for (let step = 0; step < 2; step++) {
          backward(exp(parameter), ones([B]));
          clipGradNorm([parameter], 0.1);
          optimizer.step();
          optimizer.zeroGrad();
        }
        noGrad(() => exp(parameter));
        optimizer.dispose();
        parameter.dispose();
      }),
    );
    expect(kernelsOf(taken, 'clip gradients')).toMatchObject({ sumOfSquares: 2, scale: 2 });
    expect(kernelsOf(taken, 'optimizer step')).toEqual({ adam: 2 });
    expect(operation(taken, 'exp').calls).toBe(3);
    expect(kernelsOf(taken, 'exp')).toMatchObject({ exp: 3 });
  });

  it('changes no result', () => {
    const compute = () => tidy(() => linear(ones([B, IN]), exp(ones([OUT, IN])), ones([OUT])).read());
    expect(profile(compute).result).toEqual(compute());
  });

  it('leaves the kernels as they were, after work and after an error', () => {
    const before = kernels();
    profile(() => expect(kernels()).not.toBe(before));
    expect(kernels()).toBe(before);
    const failing = () => {
      learn();
      tidy(() => backward(relu(requireGrad(ones([3])))));
    };
    const profiler = new Profiler();
    expect(() => profiler.measure(failing)).toThrow('needs a scalar');
    expect(kernels()).toBe(before);
    expect(operation(profiler.profile, 'linear').calls).toBe(1);
  });

  it('takes up where it was after an error in a backward rule', () => {
    const fail = (): never => {
      throw new Error('no gradient');
    };
    const { profile: taken } = profile(() => {
      tidy(() => {
        const x = requireGrad(ones([3]));
        expect(() => backward(record('odd', exp(x), [x], [], fail), ones([3]))).toThrow('no gradient');
      });
      learn();
    });
    expect(kernelsOf(taken, 'exp')).toMatchObject({ exp: 1 });
    expect(kernelsOf(taken, 'relu')).toEqual({ relu: 1 });
  });

  it('refuses to nest, and work that is async', () => {
    const before = kernels();
    expect(() => profile(() => profile(learn))).toThrow('do not nest');
    expect(() => profile(async () => {})).toThrow(HeedError);
    expect(kernels()).toBe(before);
  });
});

describe('Profiler', () => {
  it('adds up what it measures, and sees nothing in between', () => {
    const profiler = new Profiler();
    profiler.measure(() => learn());
    learn();
    const early = profiler.profile;
    profiler.measure(() => learn(2));
    expect(operation(early, 'relu').calls).toBe(1);
    expect(operation(profiler.profile, 'relu').calls).toBe(3);
  });
});
