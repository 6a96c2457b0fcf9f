import { configure } from '../../runtime/index.ts';
import type { ComparisonPlan } from './plan.ts';

/**
 * Has the engine run on the kernels and threads that a comparison was begun with, so that its speeds stand beside the others;
 * `threads` are those that the command line asks for. The build for the revectorizer is left to the check at the start.
 */
export function runAsBegun({ build, threads: begun }: ComparisonPlan, threads: number | undefined): void {
  configure({ threads: threads ?? begun, ...(build === 'r16' ? {} : { build }) });
}
