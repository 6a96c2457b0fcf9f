import type { SentencePair } from '../../sentencePair.ts';
import type { Sampler } from '../sampler.ts';

/** One way to make sentences. */
export type Template = (sampler: Sampler) => SentencePair;
