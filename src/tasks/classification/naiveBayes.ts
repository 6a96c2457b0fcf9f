import { DataError } from '../../tensor/index.ts';

/** Pairs seen in fewer texts are passed over: there are many, and they tell little. */
const MIN_PAIR_TEXTS = 2;

interface LabelledWords {
  readonly words: readonly string[];
  /** The id of a label, from 0 to V - 1. */
  readonly label: number;
}

export interface NaiveBayesJSON {
  /** [V]: texts of each label. */
  readonly texts: readonly number[];
  readonly features: readonly string[];
  /** For each feature, in how many texts of each label it is, V numbers a feature. */
  readonly counts: readonly number[];
}

/**
 * What counting says of a text: naive Bayes on its words and its pairs of neighbouring words, case aside, each counted once a text
 * however often it comes (the binarized multinomial model; Wang and Manning, 2012):
 *
 *     log p(v | text) = log p(v) + sum over its features f of log p(f | v) + constant,
 *     p(v) ~ 1 + texts of v,   p(f | v) = (1 + texts of v with f) / (sum over all features g of 1 + texts of v with g)
 *
 * Features that were never seen say nothing. It learns at once, and where texts are few it is hard to beat.
 */
export class NaiveBayes {
  readonly #texts: readonly number[];
  readonly #places: ReadonlyMap<string, number>;
  readonly #counts: readonly number[];
  /** log p(f | v): V numbers a feature. */
  readonly #logLikelihoods: Float64Array;

  /** @param numLabels V */
  static of(examples: readonly LabelledWords[], numLabels: number): NaiveBayes {
    const texts = new Array<number>(numLabels).fill(0);
    const found = new Map<string, number[]>();
    for (const { words, label } of examples) {
      texts[label]++;
      for (const feature of featuresOf(words)) {
        const counts = found.get(feature) ?? new Array<number>(numLabels).fill(0);
        counts[label]++;
        found.set(feature, counts);
      }
    }
    const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
    const kept = [...found].filter(
      ([feature, counts]) => !feature.includes(' ') || total(counts) >= MIN_PAIR_TEXTS,
    );
    return new NaiveBayes({
      texts,
      features: kept.map(([feature]) => feature),
      counts: kept.flatMap(([, counts]) => counts),
    });
  }

  /** What `toJSON` gave. @throws DataError where it is something else */
  static fromJSON(json: unknown): NaiveBayes {
    const { texts, features, counts } = Object(json) as Record<string, unknown>;
    const isCounts = (value: unknown): value is number[] =>
      Array.isArray(value) && value.every((count) => Number.isInteger(count) && count >= 0);
    const isWhole =
      isCounts(texts) &&
      isCounts(counts) &&
      Array.isArray(features) &&
      features.every((feature) => typeof feature === 'string') &&
      counts.length === features.length * texts.length;
    if (!isWhole)
      throw new DataError('NaiveBayes: this is not what toJSON gives: texts, features and counts');
    return new NaiveBayes({ texts, features, counts });
  }

  private constructor({ texts, features, counts }: NaiveBayesJSON) {
    const V = texts.length;
    this.#texts = texts;
    this.#places = new Map(features.map((feature, place) => [feature, place]));
    this.#counts = counts;
    const totals = new Array<number>(V).fill(features.length);
    for (const [i, count] of counts.entries()) totals[i % V] += count;
    this.#logLikelihoods = Float64Array.from(counts, (count, i) => Math.log((1 + count) / totals[i % V]));
  }

  /** [V]: log p(v | text), but for a constant that all labels share. */
  logits(words: readonly string[]): number[] {
    const V = this.#texts.length;
    // One text more each, as everywhere: a label without any must not be impossible.
    const logits = this.#texts.map((texts) => Math.log(texts + 1));
    for (const feature of featuresOf(words)) {
      const place = this.#places.get(feature);
      if (place === undefined) continue;
      for (let v = 0; v < V; v++) logits[v] += this.#logLikelihoods[place * V + v];
    }
    return logits;
  }

  toJSON(): NaiveBayesJSON {
    return { texts: this.#texts, features: [...this.#places.keys()], counts: this.#counts };
  }
}

/** The words and pairs of a text, each once. A pair has a space inside, or at an end where the text begins or ends. */
function featuresOf(words: readonly string[]): Set<string> {
  const all = words.map((word) => word.toLowerCase());
  const pairs = Array.from({ length: all.length + 1 }, (_, i) => `${all[i - 1] ?? ''} ${all[i] ?? ''}`);
  return new Set([...all, ...pairs]);
}
