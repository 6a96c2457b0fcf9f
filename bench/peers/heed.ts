// heed as one of the sides of a comparison: node bench/peers/heed.ts --build r16 --threads 2
import { parseArgs } from 'node:util';
import { type BuildName, configure, describeHost } from '../../src/runtime/index.ts';
import { attention } from './heed/attention.ts';
import { decoding } from './heed/decoding.ts';
import { linearAttention } from './heed/linearAttention.ts';
import { product } from './heed/product.ts';
import { training } from './heed/training.ts';
import type { Peer, Prepared } from './peer.ts';
import { serve } from './serve.ts';
import type { Work } from './work.ts';

const { values } = parseArgs({ options: { build: { type: 'string' }, threads: { type: 'string' } } });

function start(): Peer {
  const { build } = values;
  // r16 as users get it: where the check at the start does not pass, there is none.
  const turbo = build === 'r16';
  configure({
    build: turbo ? undefined : (build as BuildName),
    turbo,
    threads: Number(values.threads),
  });
  const host = describeHost();
  if (build !== host.build) throw new Error(`the build ${build} does not run here: ${host.turbo}`);
  return {
    about: { node: process.version, build: host.build, threads: String(host.threads) },
    prepare,
  };
}

async function prepare(work: Work): Promise<Prepared> {
  switch (work.kind) {
    case 'attention':
      return attention(work);
    case 'linearAttention':
      return linearAttention(work);
    case 'product':
      return product(work);
    case 'training':
      return training(work);
    case 'decoding':
      return decoding(work);
  }
}

await serve(start);
