import { decodeSafetensors, encodeSafetensors, type SafeTensor } from '../interop/safetensors.ts';
import { DataError } from '../tensor/errors.ts';
import type { Checkpoint, CheckpointTensor } from './checkpointStore.ts';
import { strictJson } from './strictJson.ts';

/** Where the state stands in the file's metadata; the digit tells a later format from this one. */
const STATE = 'heed.checkpoint.1';

/**
 * A checkpoint as one file, because one file can be replaced at one moment and several cannot: the tensors as
 * safetensors, which any other tool reads, and the state as JSON in its metadata.
 */
export function encodeCheckpoint({ tensors, state }: Checkpoint): Uint8Array {
  const typed = new Map<string, SafeTensor>();
  for (const [name, { shape, data }] of tensors) {
    typed.set(
      name,
      data instanceof Float32Array ? { dtype: 'F32', shape, data } : { dtype: 'I32', shape, data },
    );
  }
  return encodeSafetensors(typed, { [STATE]: strictJson(state) });
}

/** @throws DataError if the bytes are no whole checkpoint of ours */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes);
  if (!(STATE in metadata)) {
    throw new DataError(
      `checkpoint: the metadata must hold '${STATE}'; this safetensors file is no checkpoint of heed's`,
    );
  }
  const ours = new Map<string, CheckpointTensor>();
  for (const [name, { dtype, shape, data }] of tensors) {
    if (dtype !== 'F32' && dtype !== 'I32') {
      throw new DataError(`checkpoint: tensor '${name}' must be F32 or I32; got ${dtype}`);
    }
    ours.set(name, { shape, data });
  }
  return { tensors: ours, state: parseState(metadata[STATE]) };
}

function parseState(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new DataError(`checkpoint: the state must be JSON: ${(cause as Error).message}`, { cause });
  }
}
