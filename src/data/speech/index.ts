export { logMel, type SpeechFrames } from './logMel.ts';
export { hertzToMel, type MelFilterbankOptions, melFilterbank, melToHertz } from './melFilterbank.ts';
export type { LogMelOptions } from './melPlan.ts';
export { normalizeFrames } from './normalizeFrames.ts';
export { type PackedSpeech, readPackedSpeech } from './readPackedSpeech.ts';
export { type ReadWav, type ReadWavOptions, readWav } from './readWav.ts';
export { resample } from './resample.ts';
export type { SpeechClip, SpeechClips } from './speechClip.ts';
export { hannWindow, poveyWindow, type Window } from './window.ts';
