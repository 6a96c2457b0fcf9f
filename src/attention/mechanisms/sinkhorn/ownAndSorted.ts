import {
  broadcastTo,
  cast,
  concat,
  expandDims,
  fusedAttention,
  logicalAnd,
  reshape,
  slice,
  type Tensor,
  tensor,
  tidy,
  where,
} from '../../../tensor/index.ts';
import { patternCost } from '../../attentionCost.ts';
import type { HeadInputs, MechanismDefinition } from '../../defineMechanism.ts';
import type { AttentionCost, AttentionShape } from '../../mechanism.ts';
import { custom, dense } from '../../patterns/index.ts';
import { lower } from '../../patterns/lower.ts';
import { visibleKeys } from '../../visibleKeys.ts';
import type { BlockSorting } from './blockSorting.ts';
import { cutIntoBlocks, emptied, heldBlocks, realPlaces } from './blocks.ts';
import { biasOfShares, mixBlocks, sharesOf } from './sortedBlocks.ts';

const ADVICE =
  'Blocks of queries look at their own blocks of keys; with sortCut, queries may come from elsewhere.';

/** Each block of queries attends to its own block of keys, and to the one that was sorted to it, under one softmax. */
export function ownAndSorted(
  sorting: BlockSorting,
  size: number,
): Pick<MechanismDefinition, 'attend' | 'cost' | 'selfAttention'> {
  const { causal } = sorting.options;
  const pattern = causal
    ? custom((i, j) => j <= i || j >= size, { name: 'causal in the own block' })
    : dense();

  const attend = (inputs: HeadInputs): { output: Tensor } => {
    const { query, key, value, dropout } = inputs;
    const [B, H, L] = query.shape;
    const real = realPlaces(visibleKeys('sinkhorn', inputs), [B, H, L], size);
    const amount = real && cast(real, 'float32');
    const queries = cutIntoBlocks(query, size);
    const [keys, values] = [key, value].map((x) => tidy(() => emptied(cutIntoBlocks(x, size), real)));
    const [, , N, , E] = keys.shape;
    const weights = tidy(() => sorting.forward(emptied(queries, real), keys, sources(N, amount, causal)));
    const shares = amount && sharesOf(weights, amount);
    const batch = B * H * N;
    const beside = (own: Tensor): Tensor =>
      tidy(() =>
        reshape(concat([own, mixBlocks(weights, own, shares)], 3), [batch, 1, 2 * size, own.shape[4]]),
      );
    const output = fusedAttention(reshape(queries, [batch, 1, size, E]), beside(keys), beside(values), {
      bias: real === null || shares === null ? biasOfFirst(B, H, N) : biasOf(real, shares),
      blocks: lower(pattern, size, 2 * size, batch, 1),
      dropout: dropout && { p: dropout.p, seed: dropout.rng.bits() },
    });
    return { output: slice(reshape(output, [B, H, N * size, value.shape[3]]), 2, 0, L) };
  };

  /** Where nothing is padding: no block is sorted to the first one if there is no other, or none before it. */
  const biasOfFirst = (B: number, H: number, N: number): Tensor | null => {
    if (N > 1 && !causal) return null;
    const bias = new Float32Array(N * 2 * size).fill(Number.NEGATIVE_INFINITY, size, 2 * size);
    const shape = [B, H, N, 2 * size];
    return tidy(() =>
      reshape(broadcastTo(tensor(bias, { shape: [N, 2 * size] }), shape), [-1, 1, 1, 2 * size]),
    );
  };

  const cost = ({ B, H, L, E, Ev }: AttentionShape): AttentionCost => {
    const N = Math.ceil(L / size);
    const ragged = L % size > 0;
    const { pairs } = patternCost(pattern, { B: N, H: 1, L: size, S: 2 * size });
    const mixed = N * N * size * (E + Ev + Number(ragged));
    const places = N * size;
    // Padded copies with what is real of them; then keys and values, bias and output.
    const held = ragged ? places * (2 * E + Ev + 2.25) : 0;
    const biased = ragged || causal || N === 1;
    const attending = N * N + places * (2 * (E + Ev) + Ev + 1 + 2 * Number(biased));
    return {
      multiplyAdds: B * H * (sorting.multiplyAdds(N, E) + mixed + pairs * (E + Ev)),
      bytes: 4 * B * H * (held + Math.max(attending, sorting.floats(N, true))),
    };
  };

  return { attend, cost, selfAttention: ADVICE };
}

/** Which blocks may be sorted to which: another one, of the past in the causal form; neither of them all padding. */
function sources(N: number, amount: Tensor | null, causal: boolean): Tensor {
  return tidy(() => {
    const others = Uint8Array.from({ length: N * N }, (_, at) => {
      const [i, j] = [Math.floor(at / N), at % N];
      return Number(causal ? j < i : j !== i);
    });
    const allowed = tensor(others, { shape: [N, N] });
    if (amount === null) return allowed;
    const held = heldBlocks(amount);
    return logicalAnd(allowed, logicalAnd(expandDims(held, -1), expandDims(held, -2)));
  });
}

/** [B H N, 1, 1, 2 size]: hides padding of the own block, and weighs places of the sorted one by how real they are. */
function biasOf(real: Tensor, shares: Tensor): Tensor {
  return tidy(() => {
    const own = where(real, 0, Number.NEGATIVE_INFINITY);
    return reshape(concat([own, biasOfShares(shares)], 3), [-1, 1, 1, 2 * real.shape[3]]);
  });
}
