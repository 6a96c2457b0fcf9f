// jax-js, its WebAssembly backend: in Node it has no worker threads.
import { fillUniform, seeds } from './inputs.ts';
import { load, versionOf } from './installed.ts';
import type { Peer, Prepared } from './peer.ts';
import { serve } from './serve.ts';
import type { Work } from './work.ts';

/** An operation uses up its arguments; `ref` is another reference to the same. */
interface JaxArray {
  readonly ref: JaxArray;
  reshape(shape: readonly number[]): JaxArray;
  transpose(axes: readonly number[]): JaxArray;
  data(): Promise<Float32Array>;
  dispose(): void;
}
type Attend = (q: JaxArray, k: JaxArray, v: JaxArray) => JaxArray;
interface Jax {
  init(device: 'wasm'): Promise<unknown>;
  defaultDevice(device: 'wasm'): unknown;
  jit<F>(f: F): F;
  vjp(f: Attend, primals: readonly JaxArray[]): [JaxArray, (cotangent: JaxArray) => JaxArray[]];
  blockUntilReady<T>(arrays: T): Promise<T>;
  readonly nn: { readonly dotProductAttention: Attend };
  readonly numpy: { array(data: Float32Array): JaxArray };
}

const NAME = '@jax-js/jax';

async function start(): Promise<Peer> {
  const jax = await load<Jax>(NAME);
  await jax.init('wasm');
  jax.defaultDevice('wasm');
  return {
    about: { version: versionOf(NAME), threads: '1' },
    prepare: async (work) => prepare(jax, work),
  };
}

function prepare(jax: Jax, work: Work): Prepared {
  if (work.kind !== 'attention' || work.visible !== undefined)
    throw new Error('only attention without a pattern');
  const { B, H, L, D } = work;
  /** jax-js has positions before heads: [B, L, H, D]. */
  const swap = (x: JaxArray) => x.transpose([0, 2, 1, 3]);
  const input = (seed: number) =>
    swap(jax.numpy.array(fillUniform(new Float32Array(B * H * L * D), seed)).reshape([B, H, L, D]));
  const [q, k, v, g] = [seeds.q, seeds.k, seeds.v, seeds.g].map(input);

  const forward = jax.jit((q: JaxArray, k: JaxArray, v: JaxArray) => [jax.nn.dotProductAttention(q, k, v)]);
  const both = jax.jit((q: JaxArray, k: JaxArray, v: JaxArray, g: JaxArray) => {
    const [output, pullBack] = jax.vjp(jax.nn.dotProductAttention, [q, k, v]);
    return [output, ...pullBack(g)];
  });
  const run = async (): Promise<JaxArray[]> =>
    jax.blockUntilReady(work.gradients ? both(q.ref, k.ref, v.ref, g.ref) : forward(q.ref, k.ref, v.ref));
  return {
    async run() {
      for (const x of await run()) x.dispose();
    },
    results: async () => Promise.all((await run()).map((x) => swap(x).data())),
    dispose() {
      for (const x of [q, k, v, g]) x.dispose();
    },
  };
}

await serve(start);
