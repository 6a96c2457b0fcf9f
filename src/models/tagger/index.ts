export { type TaggerContext, taggers } from './config.ts';
export { SequenceTagger } from './sequenceTagger.ts';
