// All that the runtime can call.
export { allocate, release } from './memory';
export { gemm } from './gemm';
export { add, sub, mul, div, maximum, minimum } from './binary';
export { copy32, copy8, fill32 } from './copy';
export { sum } from './reduce';
export { attentionForward } from './attention';
export { attentionBackward } from './attentionBackward';
