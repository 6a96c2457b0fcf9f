import { describe, expect, it } from 'vitest';
import { DataError, ValueError } from '../../src/tensor/errors.ts';
import type { Checkpoint, CheckpointStore, CheckpointTensor } from '../../src/training/checkpointStore.ts';

const first: Checkpoint = {
  tensors: new Map<string, CheckpointTensor>([
    ['encoder.weight', { shape: [2, 3], data: Float32Array.of(1, -2.5, 1e-42, -0, Infinity, Number.NaN) }],
    ['adam.step', { shape: [], data: Int32Array.of(2 ** 31 - 1) }],
    ['empty', { shape: [0, 5], data: new Float32Array(0) }],
  ]),
  state: {
    step: 1250,
    bestBleu: 31.25,
    rng: [1, 2, 3, 4294967295],
    note: 'é "日本" \\ \n',
    none: null,
    nested: { yes: true },
  },
};
const second: Checkpoint = {
  tensors: new Map([['decoder.weight', { shape: [1], data: Float32Array.of(7) }]]),
  state: { step: 1300 },
};

/** What every store promises. `makeStore` gives an empty one each time. */
export function describeCheckpointStore(
  name: string,
  makeStore: () => CheckpointStore | Promise<CheckpointStore>,
): void {
  describe(`checkpoint store: ${name}`, () => {
    it('begins empty', async () => {
      const store = await makeStore();
      expect(await store.has('best')).toBe(false);
      expect(await store.has('last')).toBe(false);
      await expect(store.load('last')).rejects.toThrow(DataError);
      await expect(store.load('last')).rejects.toThrow("no checkpoint 'last'");
    });

    it('gives back every bit, kind, shape and name, and the state', async () => {
      const store = await makeStore();
      await store.save('last', first);
      expect(await store.has('last')).toBe(true);
      const { tensors, state } = await store.load('last');
      expect(new Map([...tensors].sort())).toEqual(new Map([...first.tensors].sort()));
      expect(state).toEqual(first.state);
    });

    it('keeps best and last apart, and replaces each as a whole', async () => {
      const store = await makeStore();
      await store.save('best', first);
      expect(await store.has('last')).toBe(false);
      await store.save('last', first);
      await store.save('last', second);
      expect(await store.load('last')).toEqual(second);
      expect((await store.load('best')).state).toEqual(first.state);
    });

    it('copies at once: training may go on while it saves, and after loading', async () => {
      const store = await makeStore();
      const weight = Float32Array.of(1, 2);
      const state = { step: 1 };
      const saving = store.save('last', { tensors: new Map([['w', { shape: [2], data: weight }]]), state });
      weight.fill(9);
      state.step = 9;
      await saving;
      const loaded = await store.load('last');
      expect(loaded).toEqual({
        tensors: new Map([['w', { shape: [2], data: Float32Array.of(1, 2) }]]),
        state: { step: 1 },
      });
      loaded.tensors.get('w')!.data.fill(5);
      expect((await store.load('last')).tensors.get('w')!.data).toEqual(Float32Array.of(1, 2));
    });

    it('gets through saves of one name that overlap', async () => {
      const store = await makeStore();
      await Promise.all([store.save('last', first), store.save('last', second), store.save('best', first)]);
      expect([1250, 1300]).toContain(((await store.load('last')).state as { step: number }).step);
      expect((await store.load('best')).state).toEqual(first.state);
    });

    it.each([
      ['loss', { loss: Number.NaN }],
      ['1', { best: [0, Infinity] }],
      ['moment', { moment: Float32Array.of(1) }],
      ['seen', { seen: new Map() }],
      ['count', { count: 3n }],
    ])("refuses a state whose '%s' JSON would lose, and keeps the earlier checkpoint", async (key, state) => {
      const store = await makeStore();
      await store.save('last', second);
      const saving = store.save('last', { tensors: new Map(), state });
      await expect(saving).rejects.toThrow(ValueError);
      await expect(saving).rejects.toThrow(`'${key}'`);
      expect(await store.load('last')).toEqual(second);
    });

    it('refuses a tensor whose shape and data do not fit, and keeps the earlier checkpoint', async () => {
      const store = await makeStore();
      await store.save('last', second);
      const misshapen = new Map([['w', { shape: [2, 2], data: new Float32Array(3) }]]);
      await expect(store.save('last', { tensors: misshapen, state: {} })).rejects.toThrow(DataError);
      expect(await store.load('last')).toEqual(second);
    });
  });
}
