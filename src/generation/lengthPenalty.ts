/**
 * score / length^lengthPenalty, with score = Σ log p and length the number of tokens, eos included: 0 ranks by the
 * probability of the whole, 1 by the mean log p of a token, and more favours longer sequences. This is the form of
 * Hugging Face and fairseq; Wu et al. (2016) divide by ((5 + length) / 6)^lengthPenalty instead, which is gentler
 * on the first few tokens.
 */
export function penalizeLength(score: number, length: number, lengthPenalty: number): number {
  return length === 0 ? score : score / length ** lengthPenalty;
}
