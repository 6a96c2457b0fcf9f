import { kernels } from '../../runtime/index.ts';
import { BLOCK } from '../blockMap.ts';
import { tensor } from '../creation.ts';
import { tidy } from '../scope.ts';
import { broadcastStrides } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import type { BucketOrder } from './buckets.ts';

export interface BucketWindow {
  /** Places of one chunk: a position looks at those of its own chunk and of the one before it. For each of the B sequences, if causal. */
  readonly chunk: number | readonly number[];
  /** Nobody sees a later position. A position then looks at `chunk` places before it, wherever chunks would begin. */
  readonly causal: boolean;
  /** Otherwise a position sees itself only where there is nothing else for it to see. */
  readonly seesSelf: boolean;
}

/**
 * Who may look at whom, as words for `fusedAttention`, where queries and keys [B, H rounds, L, E] are positions in order of
 * their buckets, int32 [B, H, rounds, L] from 0 to count - 1: a position sees those of its bucket in its window, as far as the
 * mask, bool and broadcast to [B, H, L, L], allows it. Pairs that met in an earlier round do not meet again, so that the rounds
 * are disjoint sets of keys. What is in bucket `count` neither sees nor is seen.
 */
export function bucketMaps(
  buckets: Tensor,
  count: number,
  { order, places }: BucketOrder,
  { chunk, causal, seesSelf }: BucketWindow,
  mask: Tensor | null = null,
): Tensor {
  const [B, H, rounds, L] = buckets.shape;
  const most = typeof chunk === 'number' ? chunk : Math.max(0, ...chunk);
  const strides = mask === null ? [0, 0, 0, 0] : broadcastStrides(mask.shape, mask.strides, [B, H, L, L]);
  return tidy(() => {
    const words = empty([bucketMapWords([B, H, rounds, L], most, causal)], 'int32', 'bucketMaps');
    const each = typeof chunk === 'number' ? 0 : tensor(Int32Array.from(chunk)).pointer;
    // biome-ignore format: as the kernel groups them
    kernels().bucketMaps(
      B, H, rounds, L, most, each, count, causal, seesSelf,
      buckets.pointer, order.pointer, places.pointer,
      mask === null ? 0 : mask.pointer, strides[0], strides[1], strides[2], strides[3], words.pointer,
    );
    return words;
  });
}

/** How many words the maps of [B, H, rounds, L] take. */
export function bucketMapWords([B, H, rounds, L]: readonly number[], chunk: number, causal: boolean): number {
  return B * H * rounds * (1 + kernels().bucketMapWords(L, chunk, causal));
}

/** How many pairs a map of L positions has the kernel compute, whatever is in which bucket. */
export function bucketPairs(L: number, chunk: number, causal: boolean): number {
  let pairs = 0;
  for (let begin = 0; begin < L; begin += BLOCK) {
    const end = Math.min(L, begin + BLOCK);
    const from = Math.max(0, causal ? begin - chunk : (Math.floor(begin / chunk) - 1) * chunk);
    const to = causal ? end : Math.min(L, (Math.floor((end - 1) / chunk) + 1) * chunk);
    const ceiling = Math.min(L, Math.ceil(to / BLOCK) * BLOCK);
    pairs += (end - begin) * (ceiling - Math.floor(from / BLOCK) * BLOCK);
  }
  return pairs;
}
