import type { Module } from '../nn/index.ts';
import { sumOfSquares, ValueError } from '../tensor/index.ts';

/** A parameter that holds NaN or infinity, in its values or in its gradient. */
export interface NonFinite {
  readonly parameter: string;
  readonly part: 'values' | 'gradient';
}

/** The first parameter, in the model's order, that is not finite throughout. Values count before gradients. */
export function findNonFinite(model: Module): NonFinite | null {
  for (const part of ['values', 'gradient'] as const) {
    for (const [parameter, tensor] of model.namedParameters()) {
      const examined = part === 'values' ? tensor : tensor.grad;
      if (examined !== null && !Number.isFinite(sumOfSquares([examined]))) return { parameter, part };
    }
  }
  return null;
}

/** @throws DivergenceError if a parameter is not finite: finite gradients can lead there by too large a step. */
export function requireFinite(model: Module, update: number): void {
  const culprit = findNonFinite(model);
  if (culprit !== null) throw new DivergenceError({ update, finding: 'its step was too large', culprit });
}

export interface DivergenceDetails {
  /** The update at fault, from 1. */
  readonly update: number;
  /** What was seen, as in "the loss is NaN". */
  readonly finding: string;
  readonly culprit: NonFinite | null;
  /** The task's description of the batch. */
  readonly batch?: string;
}

/** Training met NaN or infinity. No checkpoint is written from then on: those in the store are good. */
export class DivergenceError extends ValueError {
  override name = 'DivergenceError';
  readonly update: number;
  readonly culprit: NonFinite | null;
  readonly batch: string | undefined;

  constructor({ update, finding, culprit, batch }: DivergenceDetails) {
    super(
      [
        `Trainer: the numbers must stay finite; at update ${update}, ${finding}.`,
        culprit && `The first parameter that is not finite is ${culprit.parameter}, in its ${culprit.part}.`,
        batch !== undefined && `The batch: ${batch}.`,
        'Checkpoints are from before.',
        'A lower learning rate, a longer warm-up or a smaller clipNorm usually helps.',
      ]
        .filter(Boolean)
        .join(' '),
    );
    this.update = update;
    this.culprit = culprit;
    this.batch = batch;
  }
}
