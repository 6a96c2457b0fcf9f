import { ValueError } from '../tensor/errors.ts';
import { tokenize13a } from './tokenize13a.ts';

const MAX_ORDER = 4;

/** References of one hypothesis; a missing one (`null` or `undefined`) is left out, an empty string is an empty reference. */
export type References = readonly (string | null | undefined)[];

export interface BleuScore {
  /** From 0 to 100. */
  score: number;
  /** Percentage of the hypothesis n-grams found in a reference, for n = 1 to 4, after smoothing. */
  precisions: number[];
  /** exp(1 - referenceLength / hypothesisLength) where the hypotheses are shorter (0 where they are empty), otherwise 1. */
  brevityPenalty: number;
  /** n-grams matched, for n = 1 to 4. */
  matches: number[];
  /** n-grams in the hypotheses, for n = 1 to 4. */
  totals: number[];
  /** In tokens. */
  hypothesisLength: number;
  /** In tokens: for each hypothesis, the reference closest to it in length. */
  referenceLength: number;
  /** What was computed, in sacreBLEU's notation. */
  signature: string;
}

type Statistics = Pick<BleuScore, 'matches' | 'totals' | 'hypothesisLength' | 'referenceLength'>;

/**
 * Corpus BLEU, equal to sacreBLEU's default: tokenizer 13a, case-sensitive, exponential smoothing.
 *
 * BLEU = BP * exp(1/4 * sum over n = 1..4 of ln p_n), with p_n the share of hypothesis n-grams that a reference has too
 * (each counted at most as often as in the one reference that has it most), over the whole corpus. The k-th p_n without
 * any match becomes 1 / (2^k * total).
 *
 * Papineni et al., "BLEU: a Method for Automatic Evaluation of Machine Translation", 2002; Post, 2018 (sacreBLEU).
 *
 * @param references for each hypothesis, the list of its references, of any number but at least one
 * @throws ValueError if there is nothing to score, the lists differ in length, or a hypothesis has no reference
 */
export function corpusBleu(hypotheses: readonly string[], references: readonly References[]): BleuScore {
  if (hypotheses.length === 0) throw new ValueError('corpusBleu: there must be at least one hypothesis');
  if (hypotheses.length !== references.length) {
    throw new ValueError(
      `corpusBleu: each hypothesis needs a list of references; got ${hypotheses.length} hypotheses and ` +
        `${references.length} lists. Did you pass one list a reference set instead of one a hypothesis?`,
    );
  }
  const corpus = emptyStatistics();
  const referenceCounts = new Set<number>();
  for (const [i, hypothesis] of hypotheses.entries()) {
    const present = presentReferences(references[i], `corpusBleu: hypothesis ${i}`);
    referenceCounts.add(present.length);
    addSentence(corpus, hypothesis, present);
  }
  return scoreOf(corpus, { effectiveOrder: false, referenceCounts });
}

/**
 * BLEU of one sentence, equal to sacreBLEU's `sentence_bleu`: as `corpusBleu`, but with the effective order, that is
 * the mean is taken only over those n for which the hypothesis is long enough to have n-grams.
 *
 * @throws ValueError if there is no reference
 */
export function sentenceBleu(hypothesis: string, references: References): BleuScore {
  const present = presentReferences(references, 'sentenceBleu: the hypothesis');
  const sentence = emptyStatistics();
  addSentence(sentence, hypothesis, present);
  return scoreOf(sentence, { effectiveOrder: true, referenceCounts: new Set([present.length]) });
}

/** One line as sacreBLEU prints it: `BLEU = 41.18 75.0/50.0/33.3/25.0 (BP = 1.000 ratio = 1.000 hyp_len = 8 ref_len = 8)`. */
export function formatBleu(bleu: BleuScore): string {
  const { score, precisions, brevityPenalty, hypothesisLength, referenceLength } = bleu;
  const ratio = referenceLength === 0 ? 0 : hypothesisLength / referenceLength;
  return (
    `BLEU = ${score.toFixed(2)} ${precisions.map((p) => p.toFixed(1)).join('/')} ` +
    `(BP = ${brevityPenalty.toFixed(3)} ratio = ${ratio.toFixed(3)} ` +
    `hyp_len = ${hypothesisLength} ref_len = ${referenceLength})`
  );
}

function presentReferences(references: References, who: string): string[] {
  const present = references.filter((reference) => reference !== null && reference !== undefined);
  if (present.length === 0) throw new ValueError(`${who} must have at least one reference; got none`);
  return present;
}

function emptyStatistics(): Statistics {
  return {
    matches: new Array<number>(MAX_ORDER).fill(0),
    totals: new Array<number>(MAX_ORDER).fill(0),
    hypothesisLength: 0,
    referenceLength: 0,
  };
}

function addSentence(sum: Statistics, hypothesis: string, references: readonly string[]): void {
  const tokens = tokenize13a(hypothesis);
  const referenceTokens = references.map(tokenize13a);
  sum.hypothesisLength += tokens.length;
  sum.referenceLength += closestLength(tokens.length, referenceTokens);
  for (let n = 1; n <= MAX_ORDER; n++) {
    const counts = referenceTokens.map((reference) => countNgrams(reference, n));
    for (const [ngram, count] of countNgrams(tokens, n)) {
      const inReference = Math.max(...counts.map((reference) => reference.get(ngram) ?? 0));
      sum.matches[n - 1] += Math.min(count, inReference);
      sum.totals[n - 1] += count;
    }
  }
}

/** Tokens hold no space, so that an n-gram is told by its tokens joined with one. */
function countNgrams(tokens: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= tokens.length; i++) {
    const ngram = tokens.slice(i, i + n).join(' ');
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/** Of two references equally close, the shorter counts. */
function closestLength(length: number, references: readonly string[][]): number {
  const lengths = references.map((reference) => reference.length).sort((a, b) => a - b);
  return lengths.reduce((best, next) => (Math.abs(next - length) < Math.abs(best - length) ? next : best));
}

function scoreOf(
  statistics: Statistics,
  { effectiveOrder, referenceCounts }: { effectiveOrder: boolean; referenceCounts: Set<number> },
): BleuScore {
  const { matches, totals, hypothesisLength, referenceLength } = statistics;
  const brevityPenalty =
    hypothesisLength < referenceLength ? Math.exp(1 - referenceLength / hypothesisLength) : 1;
  const anyMatch = matches.some((count) => count > 0);
  const precisions = anyMatch ? smoothedPrecisions(matches, totals) : totals.map(() => 0);
  const order = effectiveOrder ? totals.filter((total) => total > 0).length : MAX_ORDER;
  const meanLog = precisions.slice(0, order).reduce((sum, p) => sum + Math.log(p), 0) / order;
  const [first, ...others] = referenceCounts;
  return {
    ...statistics,
    score: anyMatch ? brevityPenalty * Math.exp(meanLog) : 0,
    precisions,
    brevityPenalty,
    signature: `nrefs:${others.length > 0 ? 'var' : first}|case:mixed|eff:${effectiveOrder ? 'yes' : 'no'}|tok:13a|smooth:exp`,
  };
}

/** Exponential smoothing: the k-th order without a match counts as 1 / 2^k of a match. An order without n-grams stays 0. */
function smoothedPrecisions(matches: readonly number[], totals: readonly number[]): number[] {
  let credit = 1;
  return matches.map((count, i) => {
    if (totals[i] === 0) return 0;
    if (count > 0) return (100 * count) / totals[i];
    credit /= 2;
    return (100 * credit) / totals[i];
  });
}
