import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Rng } from '../../src/tensor/rng.ts';
import { referenceAttention } from '../support/referenceAttention.ts';
import { checkGaps, engines, FUZZ_TIMEOUT, fuzz, gather, type Laid, lay, worst } from './fuzz.ts';

const BLOCK = 64;

const length = fc.oneof(
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1, max: 200 }),
  fc.constantFrom(1, 63, 64, 65, 127, 128, 129),
);
const size = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(16, 32, 64, 80));

it(
  'attention of any sizes, strides, maps and lengths is that of float64, and writes nothing beside',
  () => {
    const cases = fc.record({
      engine: fc.nat(engines.length - 1),
      B: fc.integer({ min: 1, max: 3 }),
      Hk: fc.integer({ min: 1, max: 2 }),
      group: fc.integer({ min: 1, max: 3 }),
      L: length,
      S: length,
      E: size,
      Ev: size,
      mapped: fc.boolean(),
      padded: fc.boolean(),
      biased: fc.boolean(),
    });
    fuzz(cases, ({ engine: which, B, Hk, group, L, S, E, Ev, mapped, padded, biased }, rng) => {
      const H = Hk * group;
      if (B * H * L * S * (E + Ev) > 4e6) return;
      const engine = engines[which];
      const { kernels, memory } = engine;
      const [q, k, v, g] = [
        [B, H, L, E],
        [B, Hk, S, E],
        [B, Hk, S, Ev],
        [B, H, L, Ev],
      ].map((shape) => lay(engine, shape, rng));
      const bias = biased ? lay(engine, [B, H, L, S], rng) : null;
      const [out, dq, dk, dv] = [g, q, k, v].map(({ shape }) => lay(engine, shape, rng, { values: false }));
      const lse = engine.room(B * H * L);
      const dbias = biased ? engine.place(new Float32Array(B * H * L * S)) : 0;
      const place = (words: Int32Array) => engine.place(new Float32Array(words.buffer));
      const lengths = Int32Array.from({ length: B }, () => (padded ? rng.integer(S + 1) : S));
      const lengthsAt = padded ? place(lengths) : 0;
      const maps = mapped ? randomMaps(B * H, L, S, rng) : null;
      const mapsAt = maps === null ? 0 : place(maps.words);

      const at = ({ pointer, strides }: Laid) => [pointer, strides[0], strides[1], strides[2]] as const;
      const biasAt = bias === null ? ([0, 0, 0, 0, 0] as const) : ([...at(bias), bias.strides[3]] as const);
      const common = [
        ...([B, H, Hk, L, S, E, Ev] as const),
        ...at(q),
        ...at(k),
        ...at(v),
        ...([0.25, lengthsAt, mapsAt] as const),
        ...biasAt,
        ...([0, 1, 0] as const),
        ...at(out),
        lse,
      ] as const;
      kernels.attentionForward(...common);
      kernels.attentionBackward(...common, ...at(g), ...at(dq), ...at(dk), ...at(dv), dbias, 0);

      const tensorOf = (laid: Laid) => ({ shape: laid.shape, read: () => gather(engine, laid) });
      const expected = referenceAttention(
        {
          q: tensorOf(q),
          k: tensorOf(k),
          v: tensorOf(v),
          g: tensorOf(g),
          bias: bias && tensorOf(bias),
          scale: 0.25,
        },
        (b, h, i, j) => j < lengths[b] && (maps === null || maps.allows(b * H + h, i, j)),
      );
      const scale = Math.sqrt(Math.max(E, Ev, L * group, S)) * 3;
      expect(worst(gather(engine, out), expected.out, 3)).toBeLessThan(3e-6);
      expect(worst(gather(engine, dq), expected.dq, scale)).toBeLessThan(3e-6);
      expect(worst(gather(engine, dk), expected.dk, scale)).toBeLessThan(3e-6);
      expect(worst(gather(engine, dv), expected.dv, scale)).toBeLessThan(3e-6);
      if (dbias !== 0) {
        const slopes = Float64Array.from(new Float32Array(memory.buffer, dbias, B * H * L * S));
        expect(worst(slopes, expected.dbias, scale)).toBeLessThan(3e-6);
      }
      for (const laid of [out, dq, dk, dv]) checkGaps(engine, laid);
      const blocks = [q, k, v, g, out, dq, dk, dv, ...(bias === null ? [] : [bias])].map((x) => x.pointer);
      for (const pointer of [...blocks, lse, dbias, lengthsAt, mapsAt]) if (pointer) kernels.release(pointer);
    });
  },
  FUZZ_TIMEOUT,
);

it(
  'the map of a mask allows what mask and base allow',
  () => {
    const cases = fc.record({
      engine: fc.nat(engines.length - 1),
      L: length,
      S: length,
      based: fc.boolean(),
      columnStride: fc.constantFrom(0, 1, 1, 3),
      rowGap: fc.constantFrom(-1, 0, 5),
      density: fc.constantFrom(0, 0.02, 0.5, 0.98, 1),
    });
    fuzz(cases, ({ engine: which, L, S, based, columnStride, rowGap, density }, rng) => {
      const { kernels, memory } = engines[which];
      // A gap of -1: all rows are the same one.
      const row = rowGap < 0 ? 0 : S * columnStride + rowGap;
      const bytes = row * L + S * Math.max(1, columnStride) + 16;
      const mask = kernels.allocate(bytes) >>> 0;
      const data = Uint8Array.from({ length: bytes }, () => (rng.uniform() < density ? 1 : 0));
      new Uint8Array(memory.buffer, mask, bytes).set(data);
      const base = based ? randomMaps(1, L, S, rng) : null;
      const baseAt = base === null ? 0 : engines[which].place(new Float32Array(base.words.buffer));
      const room = kernels.maskMapWords(L, S);
      const target = kernels.allocate(4 * room) >>> 0;
      const used = kernels.maskMap(
        L,
        S,
        mask,
        row,
        columnStride,
        base === null ? 0 : baseAt + 4 * base.words[0],
        target,
      );
      expect(used).toBeLessThanOrEqual(room);
      const words = new Int32Array(memory.buffer, target, used).slice();
      for (let i = 0; i < L; i++) {
        for (let j = 0; j < S; j++) {
          const wanted = data[i * row + j * columnStride] === 1 && (base === null || base.allows(0, i, j));
          if (allowedBy(words, 0, i, j) !== wanted)
            expect.fail(`pair ${i}, ${j} of ${L} x ${S}: not ${wanted}`);
        }
      }
      for (const pointer of [mask, target, baseAt]) if (pointer) kernels.release(pointer);
    });
  },
  FUZZ_TIMEOUT,
);

/** Runs and tiles at random, in the kernels' layout, with a header of one word a head. */
function randomMaps(heads: number, L: number, S: number, rng: Rng) {
  const [rows, columns] = [Math.ceil(L / BLOCK), Math.ceil(S / BLOCK)];
  const words: number[] = new Array(heads).fill(0);
  const count = 1 + rng.integer(3);
  const begins = Array.from({ length: count }, () => {
    const begin = words.length;
    const runs: number[][] = [];
    const tiles: number[][] = [];
    const starts = [0];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; ) {
        const kind = rng.integer(3);
        const end = kind === 1 ? Math.min(columns, column + 1 + rng.integer(3)) : column + 1;
        if (kind === 1) runs.push([column, end, -1]);
        if (kind === 2) runs.push([column, end, tiles.push(randomTile(rng)) - 1]);
        column = end;
      }
      starts.push(runs.length);
    }
    const tilesAt = rows + 1 + 3 * runs.length;
    words.push(...starts.map((run) => rows + 1 + 3 * run));
    for (const [first, end, tile] of runs) words.push(first, end, tile < 0 ? 0 : tilesAt + tile * 2 * BLOCK);
    for (const tile of tiles) words.push(...tile);
    return begin;
  });
  for (let head = 0; head < heads; head++) words[head] = begins[rng.integer(count)];
  const all = Int32Array.from(words);
  return { words: all, allows: (head: number, i: number, j: number) => allowedBy(all, all[head], i, j) };
}

/** Some tiles are sparse, some dense; some have empty rows. */
function randomTile(rng: Rng): number[] {
  const density = rng.uniform();
  return Array.from({ length: BLOCK }, () => (rng.uniform() < 0.2 ? 0 : density)).flatMap((share) =>
    [0, 1].map(() => {
      let word = 0;
      for (let bit = 0; bit < 32; bit++) if (rng.uniform() < share) word |= 1 << bit;
      return word;
    }),
  );
}

function allowedBy(words: Int32Array, map: number, i: number, j: number): boolean {
  const [row, column] = [Math.floor(i / BLOCK), Math.floor(j / BLOCK)];
  for (let run = map + words[map + row]; run < map + words[map + row + 1]; run += 3) {
    if (column < words[run] || column >= words[run + 1]) continue;
    const tile = words[run + 2];
    if (tile === 0) return true;
    return ((words[map + tile + 2 * (i % BLOCK) + Math.floor((j % BLOCK) / 32)] >>> (j % 32)) & 1) === 1;
  }
  return false;
}
