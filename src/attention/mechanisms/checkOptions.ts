import { refuseOption, requireOptions } from '../requireOptions.ts';

/**
 * What a mechanism is made with: all of `required`, and no pattern, since it says itself who looks at whom.
 *
 * @throws ValueError
 */
export function checkOptions(name: string, options: object, ...required: string[]): void {
  requireOptions(name, options, required);
  refuseOption(
    name,
    options,
    'pattern',
    'It says itself which pairs are looked at. Use attention({ score, normalizer, pattern }), or both in mixedHeads.',
  );
}
