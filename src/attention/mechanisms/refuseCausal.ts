import { ValueError } from '../../tensor/index.ts';

/**
 * For mechanisms without a causal form, whose types do not know the option: says why to those who pass it all the same.
 *
 * @throws ValueError
 */
export function refuseCausal(name: string, options: object, reason: string): void {
  if (!('causal' in options) || !options.causal) return;
  throw new ValueError(
    `${name}: has no causal form: ${reason}. For causal attention at less than full cost take a causal slidingWindow as ` +
      'pattern, or memoryCompressed({ factor, causal: true }).',
  );
}
