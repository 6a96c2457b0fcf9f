import type { NaiveHypothesis } from './naiveBeamSearch.ts';
import type { TableModel } from './tableModel.ts';

const [bosId, eosId] = [1, 2];

/** All sequences that end within the limit, best first; pad, bos and eos are 0, 1 and 2. */
export function exhaustiveSearch(
  model: TableModel,
  source: readonly number[],
  { lengthPenalty, limit }: { lengthPenalty: number; limit: number },
): NaiveHypothesis[] {
  const found: NaiveHypothesis[] = [];
  const visit = (tokens: number[], before: number): void => {
    const length = tokens.length + 1;
    if (length > limit) return;
    for (const [token, logProb] of model.logProbs(source, [bosId, ...tokens]).entries()) {
      const score = before + logProb;
      if (token === eosId)
        found.push({ tokens, score, rank: score / length ** lengthPenalty, finished: true });
      else if (token > eosId) visit([...tokens, token], score);
    }
  };
  visit([], 0);
  return found.sort((a, b) => b.rank - a.rank);
}
