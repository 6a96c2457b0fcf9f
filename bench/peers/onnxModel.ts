// The few bytes of an ONNX model (github.com/onnx/onnx, onnx.proto3) with one node: softmax attention. onnxruntime takes
// as long for it as for the same written out as MatMul, Softmax and MatMul.

const FLOAT = 1;
const IR_VERSION = 11;
/** The first with an Attention operator. */
const OPSET = 23;

/** output = Attention(q, k, v), all of `shape` [B, H, L, D]; its scale is 1 / sqrt(D) by default. */
export function attentionModel(shape: readonly number[]): Uint8Array {
  const inputs = ['q', 'k', 'v'];
  const node = [...inputs.flatMap((name) => field(1, name)), ...field(2, 'output'), ...field(4, 'Attention')];
  const graph = [
    ...field(1, node),
    ...field(2, 'attention'),
    ...inputs.flatMap((name) => field(11, valueInfo(name, shape))),
    ...field(12, valueInfo('output', shape)),
  ];
  const opset = [...field(1, ''), ...field(2, OPSET)];
  return Uint8Array.from([...field(1, IR_VERSION), ...field(7, graph), ...field(8, opset)]);
}

function valueInfo(name: string, shape: readonly number[]): number[] {
  const dimensions = shape.flatMap((n) => field(1, field(1, n)));
  return [...field(1, name), ...field(2, field(1, [...field(1, FLOAT), ...field(2, dimensions)]))];
}

/** A field of a protobuf message: a whole number, or the bytes of a text or of a message. */
function field(number: number, value: number | string | number[]): number[] {
  if (typeof value === 'number') return [...varint(number << 3), ...varint(value)];
  const bytes = typeof value === 'string' ? [...new TextEncoder().encode(value)] : value;
  return [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes];
}

/** Seven bits a byte, the lowest first; the eighth says that more follow. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
