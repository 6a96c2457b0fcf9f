import { refuseOption, requireOptions } from '../requireOptions.ts';

/**
 * What a pattern is made with: all of `required`, and nothing about later positions, which are another pattern's matter.
 *
 * @throws ValueError
 */
export function checkOptions(pattern: string, options: object, ...required: string[]): void {
  requireOptions(pattern, options, required);
  refuseOption(pattern, options, 'causal', `Later positions are hidden by and(causal(), ${pattern}(...)).`);
}
