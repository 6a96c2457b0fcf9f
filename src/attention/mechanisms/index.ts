export { type StridedOptions, strided } from './strided.ts';
