/** Element types: numbers in float32, indices and token ids in int32, masks in bool (one byte each). */
export type DType = 'float32' | 'int32' | 'bool';

export const bytesPerElement: Readonly<Record<DType, number>> = { float32: 4, int32: 4, bool: 1 };

/** What `data()` gives for each element type. */
export type DataOf = Float32Array | Int32Array | Uint8Array;
