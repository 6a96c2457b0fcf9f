import type { TableModel } from './tableModel.ts';

export interface NaiveHypothesis {
  tokens: number[];
  score: number;
  rank: number;
  finished: boolean;
}

export interface NaiveOptions {
  numBeams: number;
  lengthPenalty: number;
  earlyStopping: boolean | 'never';
  limit: number;
}

const [bosId, eosId] = [1, 2];

/** Beam search as it is defined, on the whole vocabulary, for one source; pad, bos and eos are 0, 1 and 2. */
export function naiveBeamSearch(
  model: TableModel,
  source: readonly number[],
  { numBeams, lengthPenalty, earlyStopping, limit }: NaiveOptions,
): NaiveHypothesis[] {
  let live = [{ tokens: [] as number[], score: 0 }];
  let finished: NaiveHypothesis[] = [];
  for (let length = 1; length <= limit && live.length > 0; length++) {
    const all = live
      .flatMap(({ tokens, score }) =>
        model
          .logProbs(source, [bosId, ...tokens])
          .map((logProb, token) => ({ tokens: [...tokens, token], token, score: score + logProb })),
      )
      .filter(({ token }) => token >= eosId)
      .sort((a, b) => b.score - a.score);
    for (const { tokens, token, score } of all.slice(0, numBeams)) {
      if (token !== eosId) continue;
      finished.push({
        tokens: tokens.slice(0, -1),
        score,
        rank: score / length ** lengthPenalty,
        finished: true,
      });
    }
    finished = finished.sort((a, b) => b.rank - a.rank).slice(0, numBeams);
    live = all.filter(({ token }) => token !== eosId).slice(0, numBeams);
    if (finished.length < numBeams || live.length === 0) continue;
    const reach = earlyStopping === 'never' && lengthPenalty > 0 ? limit : length;
    if (earlyStopping === true || live[0].score / reach ** lengthPenalty <= finished[numBeams - 1].rank)
      live = [];
  }
  const unfinished = live.map(({ tokens, score }) => ({
    tokens,
    score,
    rank: score / limit ** lengthPenalty,
    finished: false,
  }));
  return [...finished, ...unfinished].slice(0, numBeams);
}
