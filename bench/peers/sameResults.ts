import { relativeError } from '../../test/support/close.ts';
import { Problem } from './problem.ts';
import { decodeSample, type Replies } from './protocol.ts';
import { tolerance, type Work } from './work.ts';

interface Answer {
  readonly name: string;
  readonly results: Replies['results'];
}

/** The first answer to each kind of work, which later ones are held against. */
export class Answers {
  readonly #firsts = new Map<string, Answer>();

  /** @throws Problem if an earlier answer to the same work was another. */
  add(work: Work, answer: Answer): void {
    const key = JSON.stringify(work);
    const first = this.#firsts.get(key);
    if (first === undefined) {
      this.#firsts.set(key, answer);
      return;
    }
    const error = difference(first.results, answer.results);
    if (error <= tolerance(work)) return;
    throw new Problem(
      `${first.name} and ${answer.name} give different results: by ${error.toPrecision(2)} of the largest element`,
    );
  }
}

/** As a part of the largest element, of that result of which it is largest. */
function difference(expected: Replies['results'], actual: Replies['results']): number {
  if (expected.length !== actual.length) return Number.POSITIVE_INFINITY;
  const errors = expected.map(({ size, sample }, i) =>
    size === actual[i].size
      ? relativeError(decodeSample(actual[i].sample), decodeSample(sample))
      : Number.POSITIVE_INFINITY,
  );
  return Math.max(...errors);
}
