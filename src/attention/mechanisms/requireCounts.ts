import { ValueError } from '../../tensor/index.ts';

/** @throws ValueError unless all are whole numbers from 1. */
export function requireCounts(name: string, counts: Readonly<Record<string, number>>): void {
  for (const [what, count] of Object.entries(counts)) {
    if (Number.isInteger(count) && count >= 1) continue;
    throw new ValueError(`${name}: ${what} must be a whole number from 1; got ${count}`);
  }
}
