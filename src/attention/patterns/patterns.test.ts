import { describePattern } from '../../../test/conformance/pattern.ts';
import { combined, presets, simplePatterns } from '../../../test/support/patterns.ts';

/** Patterns that know of each block whether it is partial. */
const exact = [
  'dense',
  'causal',
  'slidingWindow',
  'dilatedWindow',
  'blockDiagonal',
  'prefix',
  'randomBlocks',
  'global',
  'padding',
];

for (const [name, make] of Object.entries(simplePatterns)) {
  describePattern(name, make, { exact: exact.includes(name) });
}
for (const [name, make] of Object.entries(presets)) describePattern(name, make);
describePattern('a combination', combined(1));
describePattern('a combination of combinations', combined(2));
