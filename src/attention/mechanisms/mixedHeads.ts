import { concat, split, type Tensor, ValueError } from '../../tensor/index.ts';
import { whyNotDecoded } from '../decoding.ts';
import { defineMechanism, type HeadInputs } from '../defineMechanism.ts';
import {
  type AttentionCost,
  type AttentionShape,
  type Mechanism,
  type MechanismRecipe,
  type MechanismSizes,
  mechanismFor,
} from '../mechanism.ts';
import { causalIfAll } from '../patterns/causalIfAll.ts';
import { MixedState } from './mixedState.ts';

/** So many heads, side by side, that attend in one way. */
export interface HeadGroup {
  readonly heads: number;
  readonly mechanism: Mechanism | MechanismRecipe;
}

const FLOAT = 4;

/**
 * Each group of heads its own mechanism: query, key [B, H, L, E], value [B, H, L, Ev] -> [B, H, L, Ev], where the first heads attend as
 * the first group says, and so on. `byHead` gives heads patterns of their own in one call of the kernel, and is to be preferred
 * where patterns say it all; this is for what they cannot say, or not as cheaply, such as
 *
 *     mixedHeads([{ heads: 4, mechanism: local }, { heads: 4, mechanism: strided({ stride: 128, causal: true }) }])
 *
 * It decodes where each of them does, by the states and caches of all.
 *
 * Source: Child et al., 2019 (Sparse Transformers), whose factorized heads attend each in its own way.
 *
 * @throws ValueError unless numbers of heads are whole numbers from 1 on that add up to the layer's; what the mechanisms throw.
 */
export function mixedHeads(groups: readonly HeadGroup[]): MechanismRecipe {
  if (!Array.isArray(groups)) {
    throw new ValueError(
      `mixedHeads: needs a list of groups [{ heads, mechanism }, ...]; got ${typeof groups}`,
    );
  }
  const counts = groups.map(({ heads }) => heads);
  const total = counts.reduce((sum, heads) => sum + heads, 0);
  if (counts.length === 0 || !counts.every((heads) => Number.isInteger(heads) && heads >= 1)) {
    throw new ValueError(
      `mixedHeads: needs groups of heads, whole numbers from 1 on; got [${counts.join(', ')}]`,
    );
  }
  const build = (sizes: MechanismSizes): Mechanism => {
    if (total !== sizes.numHeads) {
      throw new ValueError(
        `mixedHeads: the groups must make up ${sizes.numHeads} heads; got ${counts.join(' + ')} = ${total}`,
      );
    }
    const parts = groups.map(({ heads, mechanism }) =>
      mechanismFor(mechanism, { ...sizes, numHeads: heads }),
    );
    const stuck = parts.find((part) => whyNotDecoded(part) !== null);
    return defineMechanism({
      ...(stuck
        ? { undecodable: `of ${stuck.mechanism}, ${whyNotDecoded(stuck)}` }
        : { recurrent: () => new MixedState(parts, counts) }),
      name: `mixedHeads(${parts.map(({ mechanism }) => mechanism).join(', ')})`,
      causal: causalIfAll(parts.map(({ causal }) => ({ causal: causal ?? undefined }))) ?? null,
      modules: parts.flatMap(({ modules }) => modules),
      comparesSizes: true,
      builtFor: { numHeads: total },
      attend: (inputs) => attend(parts, counts, inputs),
      cost: (shape) => cost(parts, counts, shape),
    });
  };
  return { recipe: 'mixedHeads', build };
}

function attend(parts: readonly Mechanism[], counts: readonly number[], inputs: HeadInputs) {
  const { query, key, value, lengths, mask, dropout } = inputs;
  const [q, k, v] = [query, key, value].map((x) => split(x, counts, 1));
  const masks = mask && masksOf(mask, counts);
  const outputs = parts.map(
    (part, n) => part(q[n], k[n], v[n], { lengths, dropout, mask: masks?.[n] }).output,
  );
  return { output: concat(outputs, 1) };
}

function masksOf(mask: Tensor, counts: readonly number[]): Tensor[] {
  const differs = mask.rank >= 3 && mask.shape[mask.rank - 3] > 1;
  return differs ? split(mask, counts, -3) : counts.map(() => mask);
}

function cost(parts: readonly Mechanism[], counts: readonly number[], shape: AttentionShape): AttentionCost {
  const { B, H, L, Ev, headsApart = false } = shape;
  const apart = (heads: number) => B > 1 && heads > 1 && (headsApart || heads < H);
  const costs = parts.map((part, n) => part.cost({ ...shape, H: counts[n], headsApart: apart(counts[n]) }));
  const outputs = counts.map((heads) => FLOAT * B * heads * L * Ev);
  // While one attends, the outputs of those before it are held; at the end all are, beside the whole.
  let held = 0;
  let most = 0;
  for (const [n, { bytes }] of costs.entries()) {
    most = Math.max(most, held + bytes);
    held += outputs[n];
  }
  return {
    multiplyAdds: costs.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0),
    bytes: Math.max(most, held + FLOAT * B * H * L * Ev),
  };
}
