import type { DecodingSession } from '../models/index.ts';
import { type DataOf, noGrad, tidy, topLogProbs, ValueError } from '../tensor/index.ts';
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
  const read = takeStep(session, lastTokens, count + banned.length, request);
  const [scores, ids, attention] = await Promise.all([read.scores, read.ids, read.attention]);
  const B = lastTokens.length;
  return lastTokens.map((last, row) => ({
    candidates: allowed(rowOf(ids, row, B), rowOf(scores, row, B), banned, last),
    attention: attention && (rowOf(attention, row, B) as Float32Array),
  }));
}

/** One of B rows. */
function rowOf(data: DataOf, row: number, B: number): DataOf {
  const width = data.length / B;
  return data.subarray(row * width, (row + 1) * width);
}

interface StepReading {
  /** The k most probable tokens of each row and log p of them, [B, k] each. */
  readonly scores: Promise<DataOf>;
  readonly ids: Promise<DataOf>;
  /** Where the model looked, [B, S]. */
  readonly attention: Promise<DataOf> | null;
}

/** Begins to read the outcome of a step, whose tensors are then no longer needed. */
function takeStep(
  session: DecodingSession,
  tokens: readonly number[],
  k: number,
  { eosId, needAttention }: DecodingRequest,
): StepReading {
  const step = (): StepReading => {
    const { logits, attention } = session.step(tokens, { needAttention });
    const V = logits.shape[1];
    if (eosId >= V) {
      throw new ValueError(`generate: eosId must be below V = ${V}, the model's vocabulary; got ${eosId}`);
    }
    const { values, indices } = topLogProbs(logits, Math.min(k, V));
    return {
      scores: values.data(),
      ids: indices.data(),
      attention: needAttention && attention ? attention.data() : null,
    };
  };
  return noGrad(() => tidy(step));
}

function allowed(ids: DataOf, scores: DataOf, banned: readonly number[], last: number): NextToken[] {
  const candidates: NextToken[] = [];
  for (const [i, token] of ids.entries()) {
    const tokenScore = scores[i];
    if (!banned.includes(token) && Number.isFinite(tokenScore)) candidates.push({ token, tokenScore });
  }
  if (candidates.length > 0) return candidates;
  throw new ValueError(
    'generate: some token other than bos and pad must have a probability; ' +
      `got log p = ${scores.join(', ')} after token ${last}. Are there NaNs in the model's parameters?`,
  );
}
