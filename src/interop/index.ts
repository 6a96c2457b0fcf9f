export { decodeSafetensors, encodeSafetensors, type SafeTensor, type Safetensors } from './safetensors.ts';
export type { SafetensorsArrays, SafetensorsDType } from './safetensorsElements.ts';
export {
  type FromTorchOptions,
  multiHeadAttentionFromTorch,
  multiHeadAttentionToTorch,
} from './torchMultiHeadAttention.ts';
