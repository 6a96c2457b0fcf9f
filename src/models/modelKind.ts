import type { Rng } from '../tensor/index.ts';
import type { SequenceToSequence } from './sequenceToSequence.ts';

/** What a model must fit: its vocabulary, and where its chances come from. */
export interface ModelContext {
  readonly vocabSize: number;
  readonly padId: number;
  readonly rng: Rng;
}

/** One kind of model: the options it has, with their defaults, and how it is built from them. */
export interface ModelKind<Options extends object, Context = ModelContext, Model = SequenceToSequence> {
  readonly defaults: Options;
  build(options: Options, context: Context): Model;
}
