import { copyInto, DataError, formatShape, type Tensor } from '../tensor/index.ts';
import { sameShape } from '../tensor/shape.ts';

/** Names that were expected and did not come, and names that came and were not expected. */
export interface LoadReport {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

/** Overwrites each of `own` by the tensor that came under its name; all or, with an error that says all that is wrong, none. */
export function loadTensors(
  owner: string,
  own: readonly (readonly [string, Tensor])[],
  given: ReadonlyMap<string, Tensor>,
  strict: boolean,
): LoadReport {
  const namesOf = new Map<Tensor, string[]>();
  for (const [name, tensor] of own) namesOf.set(tensor, [...(namesOf.get(tensor) ?? []), name]);
  const pairs: [name: string, target: Tensor, source: Tensor][] = [];
  const missing: string[] = [];
  for (const [target, names] of namesOf) {
    const name = names.find((candidate) => given.has(candidate));
    if (name === undefined) missing.push(names[0]);
    else pairs.push([name, target, given.get(name)!]);
  }
  const known = new Set(own.map(([name]) => name));
  const unexpected = [...given.keys()].filter((name) => !known.has(name));
  const misshapen = pairs.filter(([, a, b]) => !sameShape(a.shape, b.shape) || a.dtype !== b.dtype);
  const problems = misshapen.map(
    ([name, a, b]) => `misshapen: ${name} must be ${describe(a)}; got ${describe(b)}`,
  );
  if (strict) {
    problems.unshift(
      ...missing.map((name) => `missing: ${name}`),
      ...unexpected.map((name) => `unexpected: ${name} ${describe(given.get(name)!)}`),
    );
  }
  if (problems.length > 0) {
    throw new DataError(
      `loadStateDict: these tensors do not fit ${owner}. Was it made with other options?\n  ${problems.join('\n  ')}`,
    );
  }
  for (const [, target, source] of pairs) copyInto(target, source);
  return { missing, unexpected };
}

function describe({ dtype, shape }: Tensor): string {
  return `${dtype} ${formatShape(shape)}`;
}
