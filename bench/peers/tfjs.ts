// TensorFlow.js, its WebAssembly backend with SIMD: in Node it has no threads.
import { fillUniform, seeds } from './inputs.ts';
import { load, versionOf } from './installed.ts';
import type { Peer, Prepared } from './peer.ts';
import { serve } from './serve.ts';
import type { Work } from './work.ts';

interface TfTensor {
  data(): Promise<Float32Array>;
  dispose(): void;
}
type Attend = (q: TfTensor, k: TfTensor, v: TfTensor) => TfTensor;
interface Tensorflow {
  setBackend(name: 'wasm'): Promise<boolean>;
  tensor(data: Float32Array, shape: readonly number[]): TfTensor;
  matMul(a: TfTensor, b: TfTensor, transposeA?: boolean, transposeB?: boolean): TfTensor;
  mul(a: TfTensor, b: number): TfTensor;
  softmax(x: TfTensor): TfTensor;
  valueAndGrads(f: Attend): (xs: readonly TfTensor[], g: TfTensor) => { value: TfTensor; grads: TfTensor[] };
  tidy<T>(f: () => T): T;
}

const NAME = '@tensorflow/tfjs';
const BACKEND = '@tensorflow/tfjs-backend-wasm';

async function start(): Promise<Peer> {
  const { default: tf } = await load<{ default: Tensorflow }>(NAME);
  await load(BACKEND);
  if (!(await tf.setBackend('wasm'))) throw new Error(`${BACKEND} does not start`);
  return {
    about: { version: versionOf(NAME), backend: `wasm ${versionOf(BACKEND)}`, threads: '1' },
    prepare: async (work) => prepare(tf, work),
  };
}

function prepare(tf: Tensorflow, work: Work): Prepared {
  if (work.kind !== 'attention' || work.visible !== undefined)
    throw new Error('only attention without a pattern');
  const { B, H, L, D } = work;
  const input = (seed: number) => tf.tensor(fillUniform(new Float32Array(B * H * L * D), seed), [B, H, L, D]);
  const [q, k, v, g] = [seeds.q, seeds.k, seeds.v, seeds.g].map(input);
  const attend: Attend = (q, k, v) =>
    tf.matMul(tf.softmax(tf.matMul(tf.mul(q, 1 / Math.sqrt(D)), k, false, true)), v);
  const differentiate = tf.valueAndGrads(attend);
  const run = (): TfTensor[] =>
    tf.tidy(() => {
      if (!work.gradients) return [attend(q, k, v)];
      const { value, grads } = differentiate([q, k, v], g);
      return [value, ...grads];
    });
  return {
    run() {
      for (const x of run()) x.dispose();
    },
    results: async () => Promise.all(run().map((x) => x.data())),
    dispose() {
      for (const x of [q, k, v, g]) x.dispose();
    },
  };
}

await serve(start);
