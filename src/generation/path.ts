import type { NextToken } from './nextTokens.ts';
import type { Hypothesis } from './strategy.ts';

/** A sequence in the making, as its last token and what that goes on from: paths that begin alike share it. */
export interface Path extends NextToken {
  readonly previous: Path | null;
  /** log p of all tokens so far. */
  readonly score: number;
  /** Tokens so far, without bos. */
  readonly length: number;
  /** Ends in eos. */
  readonly finished: boolean;
  /** Where in the source the model looked for this token, [S]. */
  readonly attention: Float32Array | null;
}

/** Where every sequence starts. */
export function rootPath(bosId: number): Path {
  const start = { token: bosId, tokenScore: 0, score: 0, length: 0 };
  return { ...start, previous: null, finished: false, attention: null };
}

export function extendPath(
  previous: Path,
  next: NextToken,
  eosId: number,
  attention: Float32Array | null,
): Path {
  const score = previous.score + next.tokenScore;
  const finished = next.token === eosId;
  return { ...next, previous, score, length: previous.length + 1, finished, attention };
}

/** The paths that led to this one, itself included, from the first token on. */
function stepsOf(path: Path): Path[] {
  const steps: Path[] = [];
  for (let at = path; at.previous !== null; at = at.previous) steps.push(at);
  return steps.reverse();
}

/** Token ids, without bos and eos. */
export function tokensOf(path: Path): number[] {
  return stepsOf(path.finished ? path.previous! : path).map(({ token }) => token);
}

export function toHypothesis(path: Path, normalizedScore: number, needAttention: boolean): Hypothesis {
  const steps = stepsOf(path);
  const rows = steps.map(({ attention }) => attention).filter((row) => row !== null);
  return {
    tokens: tokensOf(path),
    tokenScores: steps.map(({ tokenScore }) => tokenScore),
    score: path.score,
    normalizedScore,
    finished: path.finished,
    attention: needAttention && rows.length === steps.length ? rows : null,
  };
}
