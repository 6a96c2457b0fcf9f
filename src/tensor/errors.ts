import { HeedError } from '../runtime/index.ts';

// The family of errors. Every message names the operation, the rule, what came and, where one can be guessed, the likely
// fix, so that it can be acted on without reading our source.
export { HeedError, HostError, OutOfMemoryError } from '../runtime/index.ts';

/** Shapes that do not fit the operation. */
export class ShapeError extends HeedError {
  override name = 'ShapeError';
}

/** An element type that the operation does not take. */
export class DTypeError extends HeedError {
  override name = 'DTypeError';
}

/** A value outside what the operation allows: an index out of range, a probability above one, a NaN in the loss. */
export class ValueError extends HeedError {
  override name = 'ValueError';
}

/** A tensor used after its memory was given back. */
export class DisposedError extends HeedError {
  override name = 'DisposedError';
}

/** Data that cannot be read as what it should be: a file, a line, a model directory, a checkpoint. */
export class DataError extends HeedError {
  override name = 'DataError';
}

/** `[2, 3, 5]`, as shapes are written in every message. */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
