import { checkComparisonSettings, pickMechanisms } from '../../tasks/index.ts';
import { DataError } from '../../tensor/index.ts';
import type { ComparisonPlan } from './plan.ts';
import { reachTasks } from './reachTasks.ts';

interface Rule {
  readonly what: string;
  accepts(value: unknown): boolean;
}

const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 1;
const count: Rule = { what: 'a whole number of at least 1', accepts: isCount };
const text: Rule = { what: 'text', accepts: (value) => typeof value === 'string' };
const column: Rule = {
  what: 'the name of a column, or its number from 1',
  accepts: (value) => text.accepts(value) || isCount(value),
};
const orNull = ({ what, accepts }: Rule): Rule => ({
  what: `${what}, or null`,
  accepts: (value) => value === null || accepts(value),
});
const list: Rule = {
  what: 'a list of names',
  accepts: (value) => Array.isArray(value) && value.length > 0 && value.every(text.accepts),
};

const rules: Readonly<Record<keyof ComparisonPlan, Rule>> = {
  task: {
    what: `one of ${Object.keys(reachTasks).join(', ')}`,
    accepts: (value) => typeof value === 'string' && Object.hasOwn(reachTasks, value),
  },
  data: orNull(text),
  text: column,
  label: column,
  length: count,
  train: orNull(count),
  test: count,
  settings: {
    what: 'an object of settings',
    accepts: (value) => typeof value === 'object' && value !== null,
  },
  build: text,
  threads: count,
  mechanisms: list,
  seeds: count,
};

/**
 * A plan that was read from a file, which anyone may have edited.
 *
 * @throws DataError that names the file and the first thing that no plan can have.
 */
export function checkPlan(json: unknown, file: string): ComparisonPlan {
  const plan = Object(json) as ComparisonPlan;
  for (const [name, { what, accepts }] of Object.entries(rules)) {
    const value = plan[name as keyof ComparisonPlan];
    if (accepts(value)) continue;
    throw new DataError(`${file}: ${name} must be ${what}; got ${JSON.stringify(value) ?? 'nothing'}`);
  }
  try {
    pickMechanisms(plan.mechanisms);
    checkComparisonSettings(plan.settings);
  } catch (cause) {
    throw new DataError(`${file}: ${(cause as Error).message}`, { cause });
  }
  return plan;
}
