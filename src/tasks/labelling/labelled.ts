import type { LabelPlace } from '../../data/index.ts';

/** An input with its label, and where it comes from. */
export interface Labelled<Input> extends LabelPlace {
  readonly input: Input;
  readonly label: string;
}
