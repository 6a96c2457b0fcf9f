import { describeMechanism } from '../../../test/conformance/mechanism.ts';
import {
  and,
  attention,
  bigBird,
  blockDiagonal,
  byHead,
  causal,
  dense,
  dilatedWindow,
  longformer,
  type Pattern,
  prefix,
  randomBlocks,
  scaledDot,
  slidingWindow,
  softmax,
} from '../index.ts';

const under = (pattern: Pattern) => attention({ score: scaledDot(), normalizer: softmax(), pattern });
const together = (pattern: Pattern) => () => under(pattern);
const inTime = (pattern: Pattern) => () => under(and(causal(), pattern));
const square = { L: 13, S: 13 };
/** A token that is to see all must be there. */
const refusesEmpty = /tokens must be positions from 0 to -1/;
const padding = 'random blocks are drawn for a number of keys';

const local = longformer({ window: 2, globalTokens: [0, 5] });
describeMechanism('Longformer', {
  ...square,
  refusesEmpty,
  make: together(local),
  makeCausal: inTime(local),
  limit: { make: together(longformer({ window: 13 })) },
});
const dilations = (numHeads: number) => Array.from({ length: numHeads }, (_, h) => h + 1);
describeMechanism('Longformer with heads of different dilation', {
  ...square,
  refusesEmpty,
  make: ({ numHeads }) => under(longformer({ window: 2, globalTokens: [3], dilations: dilations(numHeads) })),
  makeCausal: ({ numHeads }) =>
    under(and(causal(), longformer({ window: 2, globalTokens: [3], dilations: dilations(numHeads) }))),
  limit: {
    make: ({ numHeads }) =>
      under(longformer({ window: 13, dilations: Array.from({ length: numHeads }, () => 1) })),
  },
});
const bird = bigBird({ blockSize: 2, globalBlocks: 1, randomBlocks: 1, seed: 1 });
describeMechanism('Big Bird', {
  ...square,
  padding,
  make: together(bird),
  makeCausal: inTime(bird),
  limit: { make: together(bigBird({ blockSize: 2, windowBlocks: 13, seed: 1 })) },
});
describeMechanism('Big Bird with random blocks by head', {
  ...square,
  padding,
  make: ({ numHeads }) => under(bigBird({ blockSize: 2, globalBlocks: 0, seed: 1, numHeads })),
  makeCausal: inTime(bird),
  limit: { make: together(bigBird({ blockSize: 2, randomBlocks: 7, seed: 1 })) },
});
describeMechanism('heads of all kinds', {
  ...square,
  make: ({ numHeads }) =>
    under(byHead([slidingWindow(2), dilatedWindow(9, { dilation: 3 }), dense()].slice(0, numHeads))),
  makeCausal: () =>
    under(and(causal(), byHead([slidingWindow(2), dilatedWindow(9, { dilation: 3 }), dense()]))),
});
describeMechanism('blocks on the diagonal', {
  ...square,
  make: together(blockDiagonal(4)),
  makeCausal: inTime(blockDiagonal(4)),
  limit: { make: together(blockDiagonal(13)) },
});
describeMechanism('a prefix', {
  ...square,
  make: together(prefix(5)),
  makeCausal: together(prefix(0)),
  limit: { make: together(prefix(13)) },
});
const random = randomBlocks({ blocksPerRow: 3, blockSize: 2, seed: 1 });
describeMechanism('random blocks', {
  ...square,
  padding,
  make: together(random),
  // In time, some rows would see nothing; their weights have no sum then, and need none.
  makeCausal: inTime(random),
  limit: { make: together(randomBlocks({ blocksPerRow: 7, blockSize: 2, seed: 1 })) },
});
