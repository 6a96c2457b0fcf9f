import { describeMechanism, type MechanismContext } from '../../../../test/conformance/mechanism.ts';
import { type SinkhornOptions, sinkhorn } from '../../index.ts';

const made = (options: SinkhornOptions) => (context: MechanismContext) =>
  sinkhorn({ gumbel: false, iterations: 3, ...options }).build(context);

const self = { L: 13, S: 13 };

describeMechanism('sinkhorn', {
  ...self,
  make: made({ blockSize: 4 }),
  makeCausal: made({ blockSize: 4, causal: true }),
  limit: { make: made({ blockSize: 13 }) },
});
describeMechanism('sinkhorn by places', {
  ...self,
  make: made({ blockSize: 3, maxBlocks: 7 }),
  makeCausal: made({ blockSize: 3, maxBlocks: 7, causal: true }),
  large: { L: 20, S: 20 },
  limit: { make: made({ blockSize: 17, maxBlocks: 2, gumbel: true }) },
});
describeMechanism('sinkhorn with SortCut', {
  make: made({ blockSize: 4, maxBlocks: 11, sortCut: 2 }),
  large: { L: 61, S: 43 },
  refusesCausal: () => sinkhorn({ blockSize: 4, maxBlocks: 5, sortCut: 2, causal: true }),
  limit: { make: made({ blockSize: 17, maxBlocks: 1, sortCut: 1 }) },
});
