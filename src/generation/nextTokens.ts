import type { DecodingSession } from '../models/index.ts';
import { type DataOf, logSoftmax, noGrad, type Tensor, tidy, topK, ValueError } from '../tensor/index.ts';
import type { DecodingRequest } from './strategy.ts';

export interface NextToken {
  readonly token: number;
  /** log p, given all before it. */
  readonly tokenScore: number;
}

/** What a model says of one row of its batch. */
export interface RowOutlook {
  /** The most probable next tokens, best first, the lower id on ties; pad and bos are not among them. */
  readonly candidates: readonly NextToken[];
  /** [S], or null. */
  readonly attention: Float32Array | null;
}

/**
 * Takes a step with the last token of each row, and reads the best next tokens of each, at least `count` where
 * there are as many: the scores of the rest of the vocabulary stay where they were computed.
 *
 * @throws ValueError if eosId is outside the vocabulary, or if a row's scores are NaN.
 */
export async function nextTokens(
  session: DecodingSession,
  lastTokens: readonly number[],
  count: number,
  request: DecodingRequest,
): Promise<RowOutlook[]> {
  const { bosId, eosId, padId } = request;
  const banned = [bosId, padId].filter((id) => id !== eosId);
  const best = takeStep(session, lastTokens, count + banned.length, request);
  const [scores, ids, attention] = await Promise.all([
    readOut(best.values),
    readOut(best.indices),
    best.attention && readOut(best.attention),
  ]);
  const rowOf = (data: DataOf, row: number): DataOf => {
    const width = data.length / lastTokens.length;
    return data.subarray(row * width, (row + 1) * width);
  };
  return lastTokens.map((last, row) => ({
    candidates: allowed(rowOf(ids, row), rowOf(scores, row), banned, last),
    attention: attention && (rowOf(attention, row) as Float32Array),
  }));
}

/** The k most probable tokens of each row and log p of them, [B, k] each, and where the model looked, [B, S]. */
function takeStep(
  session: DecodingSession,
  tokens: readonly number[],
  k: number,
  { eosId, needAttention }: DecodingRequest,
): { values: Tensor; indices: Tensor; attention: Tensor | null } {
  const step = () => {
    const { logits, attention } = session.step(tokens, { needAttention });
    const V = logits.shape[1];
    if (eosId >= V) {
      throw new ValueError(`generate: eosId must be below V = ${V}, the model's vocabulary; got ${eosId}`);
    }
    return { ...topK(logSoftmax(logits), Math.min(k, V)), attention: needAttention ? attention : null };
  };
  return noGrad(() => tidy(step));
}

/** The elements of a tensor that is then no longer needed. */
async function readOut(tensor: Tensor): Promise<DataOf> {
  try {
    return await tensor.data();
  } finally {
    tensor.dispose();
  }
}

function allowed(ids: DataOf, scores: DataOf, banned: readonly number[], last: number): NextToken[] {
  const candidates = Array.from(ids, (token, i) => ({ token, tokenScore: scores[i] })).filter(
    ({ token, tokenScore }) => !banned.includes(token) && Number.isFinite(tokenScore),
  );
  if (candidates.length === 0) {
    throw new ValueError(
      'generate: some token other than bos and pad must have a probability; ' +
        `got log p = ${scores.join(', ')} after token ${last}. Are there NaNs in the model's parameters?`,
    );
  }
  return candidates;
}
