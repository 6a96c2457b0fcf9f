import { describe, expect, it } from 'vitest';
import type { OperationProfile, Profile, ProfileEntry } from '../../runtime/index.ts';
import { profileTable } from './profileTable.ts';

const kernel = (name: string, calls: number, milliseconds: number, multiplyAdds = 0): ProfileEntry => ({
  ...{ name, calls, milliseconds, multiplyAdds },
});
const operation = (name: string, calls: number, ...kernels: ProfileEntry[]): OperationProfile => ({
  name,
  calls,
  milliseconds: kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
  multiplyAdds: kernels.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0),
  kernels,
});

const profile: Profile = {
  milliseconds: 200,
  operations: [
    operation('linear backward', 2400, kernel('gemm', 4800, 90, 3.6e9), kernel('sum', 2400, 10)),
    operation('relu', 4, kernel('relu', 4, 40)),
    operation('relu backward', 4, kernel('reluGradient', 4, 20)),
  ],
  hostMilliseconds: 40,
};

describe('profileTable', () => {
  it('shows an update on average, with bars beside shares, and adds up', () => {
    expect(profileTable(profile, 2, 120).split('\n')).toEqual([
      'Where the time of an update goes, on average over 2:',
      '',
      'operation        calls      ms   share                        GFLOP/s  kernels',
      'linear backward  1,200   50.00   50.0%  ████████████████████     80.0  gemm 90%, sum 10%',
      'relu                 2   20.00   20.0%  ████████',
      'relu backward        2   10.00   10.0%  ████                           reluGradient',
      'JavaScript               20.00   20.0%  ████████',
      'all                     100.00  100.0%',
    ]);
  });

  it('fits the terminal', () => {
    const lines = profileTable(profile, 2, 60).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBe(60);
  });
});
