import type { Contest } from '../contest.ts';
import type { Settings } from '../settings.ts';
import type { PeerName } from '../side.ts';
import type { AttentionWork } from '../work.ts';
import { directionOf } from './attention.ts';
import { type Group, heedName, heedRuns, peerRuns, ratioChart } from './group.ts';

/** What else runs where JavaScript does. onnxruntime-web has no gradients. */
export const web: Group = {
  name: 'web',
  summary: 'attention beside onnxruntime-web, jax-js and tfjs',
  title: 'Attention beside other libraries in JavaScript, B=1, H=8, D=64',
  contests: (settings) =>
    settings.threads.flatMap((threads) => [
      contest(settings, threads, false, ['onnxruntime', 'jaxjs', 'tfjs']),
      contest(settings, threads, true, ['jaxjs', 'tfjs']),
    ]),
  chart: (outcomes) => ratioChart('Times as long as heed', outcomes),
};

function contest(
  settings: Settings,
  threads: number,
  gradients: boolean,
  names: readonly PeerName[],
): Contest {
  const L = settings.quick ? 128 : 1024;
  const work: AttentionWork = { kind: 'attention', B: 1, H: 8, L, D: 64, gradients };
  const peers = peerRuns(settings, names, threads, work);
  return {
    label: `${directionOf(work)}, L=S=${L}`,
    threads,
    runs: [...heedRuns(settings, threads, work), ...peers],
    pairs: peers.flatMap(({ name }) =>
      settings.builds.map(heedName).map((heed) => ({ of: name, to: heed, series: heed, row: name })),
    ),
  };
}
