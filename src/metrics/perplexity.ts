/** Perplexity = exp(meanLoss), with `meanLoss` the mean cross-entropy a token in nats, label smoothing left out. */
export function perplexity(meanLoss: number): number {
  return Math.exp(meanLoss);
}
