import {
  arange,
  cast,
  expandDims,
  fusedAttention,
  less,
  logicalAnd,
  reshape,
  slice,
  type Tensor,
  tidy,
} from '../../../tensor/index.ts';
import type { HeadInputs, MechanismDefinition } from '../../defineMechanism.ts';
import type { AttentionCost, AttentionShape } from '../../mechanism.ts';
import { visibleKeys } from '../../visibleKeys.ts';
import type { BlockSorting } from './blockSorting.ts';
import { cutIntoBlocks, emptied, heldBlocks, realPlaces } from './blocks.ts';
import { biasOfShares, mixBlocks, sharesOf } from './sortedBlocks.ts';

/** All queries attend to the blocks that were sorted to the first `count` places. */
export function sortCut(
  sorting: BlockSorting,
  size: number,
  count: number,
): Pick<MechanismDefinition, 'attend' | 'cost'> {
  const attend = (inputs: HeadInputs): { output: Tensor } => {
    const { query, key, value, dropout } = inputs;
    const [B, H, S] = key.shape;
    const real = realPlaces(visibleKeys('sinkhorn', inputs), [B, H, S], size);
    const amount = real && cast(real, 'float32');
    const [keys, values] = [key, value].map((x) => tidy(() => emptied(cutIntoBlocks(x, size), real)));
    const places = Math.min(count, keys.shape[2]);
    const weights = tidy(() =>
      slice(sorting.forward(null, keys, amount && placesForHeld(amount)), 2, 0, places),
    );
    const shares = amount && sharesOf(weights, amount);
    const first = (blocks: Tensor): Tensor =>
      reshape(mixBlocks(weights, blocks, shares), [B, H, places * size, blocks.shape[4]]);
    const output = fusedAttention(query, first(keys), first(values), {
      bias: shares && reshape(biasOfShares(shares), [B, H, 1, places * size]),
      dropout: dropout && { p: dropout.p, seed: dropout.rng.bits() },
    });
    return { output };
  };

  const cost = ({ B, H, L, S, E, Ev }: AttentionShape): AttentionCost => {
    const N = Math.ceil(S / size);
    const places = Math.min(count, N);
    const seen = places * size;
    const ragged = S % size > 0;
    const held = ragged ? N * size * (E + Ev + 1.25) : 0;
    const attending = N * N + seen * (E + Ev + 2 * Number(ragged)) + L * (Ev + 1);
    const mixed = N * seen * (E + Ev + Number(ragged));
    return {
      multiplyAdds: B * H * (sorting.multiplyAdds(N, E) + mixed + L * seen * (E + Ev)),
      bytes: 4 * B * H * (held + Math.max(attending, sorting.floats(N, ragged))),
    };
  };

  return { attend, cost };
}

/** As many places as there are blocks that are not all padding, and those blocks: bool [B, H, N, N]. */
function placesForHeld(amount: Tensor): Tensor {
  return tidy(() => {
    const held = heldBlocks(amount);
    const places = less(arange(amount.shape[2], 'float32'), cast(held, 'float32').sum(-1, true));
    return logicalAnd(expandDims(places, -1), expandDims(held, -2));
  });
}
