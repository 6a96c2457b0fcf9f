import type { Pattern } from './pattern.ts';

/** Every query sees every key. */
export function dense(): Pattern {
  return { name: 'dense', lower: () => ({ causalOffset: null }) };
}
