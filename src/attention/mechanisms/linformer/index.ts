export { LengthProjection } from './lengthProjection.ts';
export { type LinformerOptions, type LinformerSharing, linformer } from './linformer.ts';
