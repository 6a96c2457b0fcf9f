import { describe, expect, it } from 'vitest';
import { Rng, randomNormal, randomUniform, tidy, ValueError } from './index.ts';

const take = <T>(n: number, next: () => T): T[] => Array.from({ length: n }, next);

describe('Rng', () => {
  it('gives the same numbers for the same seed, and others for another', () => {
    const [a, b, c] = [new Rng(5), new Rng(5), new Rng(6)].map((rng) => take(10, () => rng.bits()));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  it('goes on from a saved state with the very next number', () => {
    const rng = new Rng(1);
    take(100, () => rng.normal());
    const again = Rng.from(JSON.parse(JSON.stringify(rng.state)));
    expect(take(100, () => again.bits())).toEqual(take(100, () => rng.bits()));
  });

  it('is uniform and normal', () => {
    tidy(() => {
      const n = 100_000;
      const uniform = randomUniform([n], new Rng(2), -1, 3).read();
      const normal = randomNormal([n], new Rng(3), 5, 2).read();
      const moments = (x: ArrayLike<number>): [number, number] => {
        const mean = Array.from(x).reduce((a, b) => a + b, 0) / n;
        return [mean, Array.from(x).reduce((sum, v) => sum + (v - mean) ** 2, 0) / n];
      };
      // Within five standard deviations.
      expect(Math.abs(moments(uniform)[0] - 1)).toBeLessThan(0.02);
      expect(Math.abs(moments(uniform)[1] - 16 / 12)).toBeLessThan(0.02);
      expect(Math.abs(moments(normal)[0] - 5)).toBeLessThan(0.04);
      expect(Math.abs(moments(normal)[1] - 4)).toBeLessThan(0.1);
      expect(uniform.every((v) => v >= -1 && v < 3)).toBe(true);
    });
  });

  it('shuffles fairly, and forks into a stream of its own', () => {
    const rng = new Rng(4);
    const firsts = [0, 0, 0];
    for (let i = 0; i < 3000; i++) firsts[rng.shuffle([0, 1, 2])[0]]++;
    for (const count of firsts) expect(Math.abs(count - 1000)).toBeLessThan(130);
    const fork = rng.fork();
    expect(take(5, () => fork.bits())).not.toEqual(take(5, () => rng.bits()));
  });

  it('takes whole seeds, large and negative ones too', () => {
    expect(() => new Rng(0.5)).toThrow(ValueError);
    expect(new Rng(-1).bits()).not.toBe(new Rng(1).bits());
    expect(new Rng(2 ** 40).bits()).not.toBe(new Rng(0).bits());
  });
});
