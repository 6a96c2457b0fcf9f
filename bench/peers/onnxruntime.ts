// onnxruntime-web, its WebAssembly backend: node bench/peers/onnxruntime.ts --threads 2
import { parseArgs } from 'node:util';
import { fillUniform, seeds } from './inputs.ts';
import { load, versionOf } from './installed.ts';
import { attentionModel } from './onnxModel.ts';
import type { Peer, Prepared } from './peer.ts';
import { serve } from './serve.ts';
import type { Work } from './work.ts';

interface Onnxruntime {
  readonly env: { logLevel: string; readonly wasm: { numThreads: number } };
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<Session>;
  };
  readonly Tensor: new (dtype: 'float32', data: Float32Array, shape: readonly number[]) => OrtTensor;
}
interface OrtTensor {
  readonly data: Float32Array;
}
interface Session {
  run(feeds: Record<string, OrtTensor>): Promise<Record<string, OrtTensor>>;
  release(): Promise<void>;
}

const NAME = 'onnxruntime-web';
const { values } = parseArgs({ options: { threads: { type: 'string', default: '1' } } });

async function start(): Promise<Peer> {
  const ort = await load<Onnxruntime>(NAME);
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = Number(values.threads);
  return {
    about: { version: versionOf(NAME), threads: values.threads },
    prepare: (work) => prepare(ort, work),
  };
}

async function prepare(ort: Onnxruntime, work: Work): Promise<Prepared> {
  if (work.kind !== 'attention' || work.gradients || work.visible !== undefined)
    throw new Error('only attention without a pattern, forward');
  const shape = [work.B, work.H, work.L, work.D];
  const size = shape.reduce((product, n) => product * n, 1);
  const input = (seed: number) => new ort.Tensor('float32', fillUniform(new Float32Array(size), seed), shape);
  const feeds = { q: input(seeds.q), k: input(seeds.k), v: input(seeds.v) };
  const options = { executionProviders: ['wasm'], graphOptimizationLevel: 'all' };
  const session = await ort.InferenceSession.create(attentionModel(shape), options);
  return {
    run: () => session.run(feeds),
    results: async () => [(await session.run(feeds)).output.data],
    dispose: () => session.release(),
  };
}

await serve(start);
