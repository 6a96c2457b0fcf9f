import { matmul, noGrad, tidy } from '../../../src/tensor/index.ts';
import { seeds } from '../inputs.ts';
import type { Prepared } from '../peer.ts';
import type { ProductWork } from '../work.ts';
import { input, read } from './input.ts';

export function product({ n }: ProductWork): Prepared {
  const a = input([n, n], seeds.a);
  const b = input([n, n], seeds.b);
  return {
    run() {
      noGrad(() =>
        tidy(() => {
          matmul(a, b);
        }),
      );
    },
    results: async () => noGrad(() => tidy(() => [read(matmul(a, b))])),
    dispose() {
      a.dispose();
      b.dispose();
    },
  };
}
