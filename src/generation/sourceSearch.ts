import type { RowOutlook } from './nextTokens.ts';
import { extendPath, type Path, rootPath, toHypothesis, tokensOf } from './path.ts';
import type { DecodingRequest, GenerationResult, TraceEntry, TraceStep } from './strategy.ts';

/** Where the search for one source stands. */
export interface Beam {
  /** Paths to go on from, best first; none when the search is over. */
  readonly live: readonly Path[];
  /** Paths that have ended, best first. */
  readonly finished: readonly Path[];
}

/** What makes one search differ from another. */
export interface SearchRule {
  readonly name: string;
  /** How many paths are kept at the most. */
  readonly width: number;
  /** What to keep of what was there and all that its live paths go on to; `limit` is where the search stops. */
  choose(before: Beam, extensions: readonly Path[], limit: number): Beam;
  /** What finished paths are ranked by. */
  normalize(path: Path): number;
}

/** The search for one source's continuation, one step at a time. */
export class SourceSearch {
  readonly #rule: SearchRule;
  readonly #request: DecodingRequest;
  readonly #limit: number;
  readonly #sourceLength: number;
  readonly #trace: TraceStep[] = [];
  #steps = 0;
  #beam: Beam;
  /** What the last step kept, as the trace lists it. */
  #kept: readonly Path[] = [];

  constructor(rule: SearchRule, request: DecodingRequest, limit: number, sourceLength: number) {
    this.#rule = rule;
    this.#request = request;
    this.#limit = limit;
    this.#sourceLength = sourceLength;
    this.#beam = { live: [rootPath(request.bosId)], finished: [] };
  }

  /** The paths to go on from, each a row of the next step; none when the search is over. */
  get live(): readonly Path[] {
    return this.#steps < this.#limit ? this.#beam.live : [];
  }

  /** Goes on with what the model says of each live path. */
  advance(outlooks: readonly RowOutlook[]): void {
    const { eosId } = this.#request;
    const extensions = outlooks.flatMap(({ candidates, attention }, i) => {
      const row = attention?.slice(0, this.#sourceLength) ?? null;
      return candidates.map((next) => extendPath(this.#beam.live[i], next, eosId, row));
    });
    this.#beam = this.#rule.choose(this.#beam, extensions, this.#limit);
    this.#steps++;
    if (this.#request.needTrace) this.#record();
  }

  result(): GenerationResult {
    const { live, finished } = this.#beam;
    const { width, normalize } = this.#rule;
    const hypotheses = [...finished, ...live]
      .slice(0, width)
      .map((path) => toHypothesis(path, normalize(path), this.#request.needAttention));
    return { ...hypotheses[0], hypotheses, trace: this.#request.needTrace ? this.#trace : null };
  }

  #record(): void {
    const { live, finished } = this.#beam;
    const ended = finished.filter(({ length }) => length === this.#steps);
    const kept = [...live, ...ended].sort((a, b) => b.score - a.score);
    const before = new Map(this.#kept.map((path, i) => [path, i]));
    this.#trace.push(
      kept.map(
        (path): TraceEntry => ({
          tokens: tokensOf(path),
          score: path.score,
          finished: path.finished,
          parent: before.get(path.previous!) ?? null,
        }),
      ),
    );
    this.#kept = kept;
  }
}
