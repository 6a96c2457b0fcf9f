import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import { expectNoLeaks } from '../../test/support/noLeaks.ts';
import {
  alibi,
  attention,
  causal,
  dot,
  MultiHeadAttention,
  type RelativePositions,
  scaledDot,
  softmax,
} from '../attention/index.ts';
import {
  broadcastTo,
  concat,
  DataError,
  Rng,
  randomNormal,
  reshape,
  type Tensor,
  tensor,
  tidy,
  transpose,
  zeros,
} from '../tensor/index.ts';
import { multiHeadAttentionFromTorch, multiHeadAttentionToTorch } from './index.ts';
import { decodeSafetensors, encodeSafetensors, type SafeTensor } from './safetensors.ts';

const file = decodeSafetensors(readFileSync('test/fixtures/torchMultiHeadState.safetensors')).tensors;
const [H, numbers] = [3, { numHeads: 3, rng: new Rng(0) }];

const read = (name: string): Tensor => {
  const { shape, data } = file.get(name)!;
  return tensor(data as Float32Array, { shape });
};
const inputsOf = (name: string) =>
  ['query', 'key', 'value'].map((input) => read(`${name}.${input}`)) as [Tensor, Tensor, Tensor];
const stateOf = (name: string) =>
  new Map(
    [...file]
      .filter(([key]) => key.startsWith(`${name}.layer.`))
      .map(([key, found]) => [key.slice(name.length + 7), found]),
  );

describe.each(['joint', 'unbiased', 'apart', 'unbiasedApart'])("PyTorch's layer, %s", (name) => {
  expectNoLeaks();

  it('becomes ours, tensor by tensor, with the same output, and goes back as it was', () => {
    const layer = multiHeadAttentionFromTorch(file, { ...numbers, prefix: `${name}.layer.` });
    const expected = stateOf(name);
    for (const [key, p] of layer.stateDict()) {
      expect(p.shape).toEqual(expected.get(key)!.shape);
      expect(p.read()).toEqual(expected.get(key)!.data);
    }
    tidy(() =>
      expectClose(layer.forward(...inputsOf(name)).output, file.get(`${name}.output`)!.data as Float32Array),
    );
    const back = decodeSafetensors(encodeSafetensors(multiHeadAttentionToTorch(layer))).tensors;
    expect([...back.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [key, found] of back) expect(found).toEqual(expected.get(key));
    layer.dispose();
  });
});

describe('going to PyTorch', () => {
  expectNoLeaks();

  it.each([[{}], [{ keyDim: 7, valueDim: 5 }]])('writes out grouped heads, %o', (sizes) => {
    const rng = new Rng(1);
    const grouped = new MultiHeadAttention({ embedDim: 18, numHeads: 6, numKeyValueHeads: 2, ...sizes, rng });
    const full = multiHeadAttentionFromTorch(multiHeadAttentionToTorch(grouped), { numHeads: 6, rng });
    expect(full.numKeyValueHeads).toBe(6);
    tidy(() => {
      const { keyDim, valueDim } = grouped;
      const [q, k, v] = [18, keyDim, valueDim].map((n) => randomNormal([2, 5, n], rng));
      expectClose(full.forward(q, k, v).output, grouped.forward(q, k, v).output.read());
    });
    grouped.dispose();
    full.dispose();
  });

  it('takes patterns, which are masks there, and refuses other scores and positions', () => {
    const rng = new Rng(2);
    const make = (score = scaledDot(), positions?: RelativePositions) => {
      const mechanism = attention({ score, normalizer: softmax(), pattern: causal(), positions });
      return new MultiHeadAttention({ embedDim: 6, numHeads: 2, mechanism, rng });
    };
    const [masked, other, turned] = [make(), make(dot()), make(scaledDot(), alibi({ numHeads: 2 }))];
    expect(multiHeadAttentionToTorch(masked).size).toBe(4);
    expect(() => multiHeadAttentionToTorch(other)).toThrow(
      'knows scaledDot/softmax alone, with any pattern as a mask; got dot/softmax/causal',
    );
    expect(() => multiHeadAttentionToTorch(turned)).toThrow('got scaledDot/softmax/causal/alibi');
    for (const layer of [masked, other, turned]) layer.dispose();
  });
});

describe('coming from PyTorch', () => {
  expectNoLeaks();
  const from =
    (state: ReadonlyMap<string, SafeTensor>, options: object = {}) =>
    () =>
      multiHeadAttentionFromTorch(state, { ...numbers, ...options });

  it('refuses keys beside those of the sequence, and says how to have them', () => {
    const hint = 'append the two, split into heads, to them by concat() along axis 2';
    expect(from(stateOf('biasKv'))).toThrow(`no place for bias_k and bias_v (add_bias_kv)`);
    expect(from(stateOf('biasKv'))).toThrow(hint);
    expect(from(stateOf('zeroAttn'), { addZeroAttn: true })).toThrow('append zeros to them');
  });

  it.each(['biasKv', 'zeroAttn'])('has %s in the way that it says', (name) => {
    const state = stateOf(name);
    for (const extra of ['bias_k', 'bias_v']) state.delete(extra);
    const layer = multiHeadAttentionFromTorch(state, numbers);
    tidy(() => {
      const [query, key, value] = inputsOf(name);
      const [B, , D] = query.shape;
      const heads = (extra: Tensor) =>
        broadcastTo(transpose(reshape(extra, [1, 1, H, D / H]), 1, 2), [B, H, 1, D / H]);
      const extras = ['bias_k', 'bias_v'].map((extra) =>
        name === 'biasKv' ? heads(read(`${name}.layer.${extra}`)) : zeros([B, H, 1, D / H]),
      );
      const memory = layer.project(key, value);
      const { output } = layer.attend(query, {
        key: concat([memory.key, extras[0]], 2),
        value: concat([memory.value, extras[1]], 2),
      });
      expectClose(output, file.get(`${name}.output`)!.data as Float32Array);
    });
    layer.dispose();
  });

  it('names what is missing, too much, or of another kind', () => {
    const without = (name: string) => new Map([...stateOf('apart')].filter(([key]) => key !== name));
    const matrix = (data: SafeTensor) => new Map([...stateOf('apart'), ['q_proj_weight', data]]);
    expect(from(file)).toThrow("there is no out_proj.weight. Pass prefix 'apart.layer.', for one.");
    expect(from(new Map())).toThrow(DataError);
    expect(from(without('k_proj_weight'))).toThrow('there is no k_proj_weight.');
    expect(from(without('q_proj_weight'))).toThrow('missing: q_proj_weight');
    expect(from(without('in_proj_bias'))).toThrow('unexpected: out_proj.bias');
    expect(from(new Map([...stateOf('joint'), ['rotary', stateOf('joint').get('in_proj_bias')!]]))).toThrow(
      'unexpected: rotary',
    );
    expect(from(stateOf('joint'), { numHeads: 5 })).toThrow('numHeads must divide embedDim; got 5 and 12');
    expect(from(matrix({ dtype: 'I32', shape: [1], data: Int32Array.of(1) }))).toThrow(
      'q_proj_weight must be of real numbers; got I32',
    );
    const flat = new Map([...stateOf('apart'), ['k_proj_weight', stateOf('apart').get('in_proj_bias')!]]);
    expect(from(flat)).toThrow('k_proj_weight must be a matrix; got [36]');
  });
});
