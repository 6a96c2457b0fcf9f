import type { DecodingSession, SequenceToSequence, TokenBatch } from '../models/index.ts';
import { noGrad } from '../tensor/index.ts';
import { nextTokens } from './nextTokens.ts';
import type { Path } from './path.ts';
import { type SearchRule, SourceSearch } from './sourceSearch.ts';
import type { DecodingRequest, DecodingStrategy } from './strategy.ts';

/**
 * A strategy that goes from left to right, one token a step, all sources and all their live paths side by side in
 * one batch. What is over leaves the batch, so that no more work is done for it.
 */
export function autoregressive(rule: SearchRule): DecodingStrategy {
  return {
    name: rule.name,
    async generate(model, source, request) {
      const searches = source.lengths.map(
        (length, i) => new SourceSearch(rule, request, request.limits[i], length),
      );
      if (searches.some(isOpen)) await run(model, source, searches, rule.width, request);
      return searches.map((search) => search.result());
    },
  };
}

function isOpen({ live }: SourceSearch): boolean {
  return live.length > 0;
}

async function run(
  model: SequenceToSequence,
  source: TokenBatch,
  searches: readonly SourceSearch[],
  width: number,
  request: DecodingRequest,
): Promise<void> {
  const session = noGrad(() => model.startDecoding(source));
  try {
    let rows: readonly Path[] = searches.map(({ live }) => live[0]);
    let open = searches.filter(isOpen);
    for (let step = 1; open.length > 0; step++) {
      const paths = open.flatMap(({ live }) => live);
      follow(session, rows, paths);
      rows = paths;
      const lastTokens = paths.map(({ token }) => token);
      // Of one path's continuations, the end and `width` others can be among the best of all.
      const outlooks = await nextTokens(session, lastTokens, width + 1, request);
      for (const search of open) search.advance(outlooks.splice(0, search.live.length));
      open = open.filter(isOpen);
      await request.onStep({ step, unfinished: open.length });
    }
  } finally {
    session.dispose();
  }
}

/** Makes row i of the session, whose rows stand where `rows` do, the one that path i goes on from. */
function follow(session: DecodingSession, rows: readonly Path[], paths: readonly Path[]): void {
  const goesOnFrom = (path: Path, row: number): boolean => (path.previous ?? path) === rows[row];
  if (paths.length === rows.length && paths.every(goesOnFrom)) return;
  const rowOf = new Map(rows.map((path, row) => [path, row]));
  session.reorder(paths.map((path) => rowOf.get(path.previous ?? path)!));
}
