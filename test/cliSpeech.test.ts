import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../src/tensor/index.ts';
import { heed } from './support/heed.ts';
import { bytesOf, wavFile } from './support/wav.ts';

// Speech at the command line: WAV files in, labels out.

let folder: string;
let model: string;
const path = (...names: string[]): string => join(folder, ...names);
const rng = new Rng(1);

/** A tone that rises, or falls, as 16-bit samples. */
function glide(label: string, rate = 4000, seconds = 0.2 + 0.1 * rng.uniform()): Int16Array {
  const n = Math.round(rate * seconds);
  const [from, to] = label === 'up' ? [300, 1500] : [1500, 300];
  return Int16Array.from({ length: n }, (_, i) => {
    const cycles = (from * i + ((to - from) * i * i) / (2 * n)) / rate;
    return 9000 * Math.sin(2 * Math.PI * cycles) + 500 * rng.normal();
  });
}

function write(file: string, bytes: Uint8Array | string): string {
  mkdirSync(dirname(path(file)), { recursive: true });
  writeFileSync(path(file), bytes);
  return path(file);
}

const writeGlide = (file: string, label: string, rate = 4000): string =>
  write(file, wavFile(bytesOf(glide(label, rate)), { sampleRate: rate }));

const labels = ['up', 'down'];
const sizes = 'channels=12 embedDim=12 numHeads=2 feedForwardDim=12 numLayers=1 numQueries=2';
const train = (data: string, out: string, ...more: string[]): string[] => [
  ...['train', 'speech', '--data', path(data), '--out', out, '--mel-bands', '12', '--batch-frames', '200'],
  ...sizes.split(' ').flatMap((option) => ['--set', option]),
  ...['--updates', '60', '--warmup', '5', '--lr', '0.01', ...more],
];

/** Recordings packed into a file with an index, as `train` or `test`. */
function pack(split: string, count: number): void {
  const clips = Array.from({ length: count }, (_, i) => ({
    label: labels[i % 2],
    samples: glide(labels[i % 2]),
  }));
  let offset = 0;
  const rows = clips.map(({ label, samples }, i) => {
    offset += samples.length;
    return [`${i}.wav`, label, 'anna', offset - samples.length, samples.length].join('\t');
  });
  const all = Int16Array.from(clips.flatMap(({ samples }) => [...samples]));
  write(`packed/${split}.i16le.gz`, gzipSync(bytesOf(all)));
  write(`packed/${split}.index.tsv`, `${['file\tword\tspeaker\toffset\tsamples', ...rows].join('\n')}\n`);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heed-speech-'));
  model = path('model');
  for (let i = 0; i < 40; i++) {
    for (const label of labels) writeGlide(`glides/train/${label}/${i}.wav`, label);
  }
  for (let i = 0; i < 8; i++) {
    for (const label of labels) writeGlide(`glides/test/${label}/${i}.wav`, label);
  }
  // One of its own rate, and one that is too short for a frame.
  writeGlide('glides/train/up/other.wav', 'up', 8000);
  write('glides/train/up/short.wav', wavFile(bytesOf(glide('up').subarray(0, 20)), { sampleRate: 4000 }));
  const { code, stderr } = await heed(train('glides', model));
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('heed: resampled from 8000 to 4000 Hz: up/other.wav');
  expect(stderr).toContain('82 recordings read, 81 recordings kept');
  expect(stderr).toContain('1 recording skipped: up/short.wav: it lasts 5.00 ms');
  expect(stderr).toContain('2 of them a place of attention');
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

it('leaves out what is too short to validate on, too', async () => {
  writeGlide('few/up/long.wav', 'up');
  write('few/down/short.wav', wavFile(bytesOf(glide('down').subarray(0, 20)), { sampleRate: 4000 }));
  const { code, stderr } = await heed(
    train('glides', path('few-model'), '--valid-data', path('few'), '--updates', '1'),
  );
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('1 recording skipped: down/short.wav');
  expect(stderr).toContain('1 held out');
}, 60_000);

it('labels recordings, whatever their rate and channels, and says what it changed', async () => {
  const samples = glide('down', 11025);
  const stereo = Int16Array.from({ length: 2 * samples.length }, (_, i) => samples[i >> 1]);
  const files = [
    writeGlide('rising.wav', 'up'),
    write('falling.wav', wavFile(bytesOf(stereo), { sampleRate: 11025, channels: 2 })),
  ];
  const { code, stdout, stderr } = await heed(['predict', model, ...files]);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/rising\.wav\tup \(\d+\.\d\d %\)\n.*falling\.wav\tdown \(\d+\.\d\d %\)\n$/);
  expect(stderr).toContain('falling.wav: 2 channels averaged, resampled from 11025 to 4000 Hz');
  expect(stderr).not.toContain('rising.wav');
}, 30_000);

it('shows the telling moments in the terminal, as JSON, and as a page', async () => {
  const file = writeGlide('seen.wav', 'up');
  const shown = await heed(['predict', model, file, '--show']);
  expect(shown.stdout).toMatch(/^ +high {2}.+$/m);
  expect(shown.stdout).toMatch(/^attention {2}.*█/m);
  expect(shown.stdout).toMatch(/^ {2}seconds {2}0\.00 {6}0\.\d\d/m);
  expect(
    Math.max(
      ...shown.stdout
        .split('\n')
        .slice(1)
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(80);
  const { stdout } = await heed(['predict', model, file, '--show', '--json']);
  const { label, probabilities, secondsPerWeight, attention } = JSON.parse(stdout);
  expect([label, probabilities.length, secondsPerWeight]).toEqual(['up', 2, 0.02]);
  expect(attention).toHaveLength(2);
  for (const row of attention) expect(row.reduce((sum: number, x: number) => sum + x)).toBeCloseTo(1, 4);
  const drawn = await heed(['show', model, file, '--out', path('seen.html')]);
  expect(drawn.code, drawn.stderr).toBe(0);
  const page = readFileSync(path('seen.html'), 'utf8');
  for (const part of ['The telling moments', 'Query 2', 'Each moment looks at those around it', '1000 Hz']) {
    expect(page).toContain(part);
  }
}, 30_000);

it('evaluates on the test part, label by label', async () => {
  const { stdout, stderr } = await heed(['evaluate', model, '--data', path('glides')]);
  expect(stdout, stderr).toMatch(/accuracy +\d+\.\d\d % of 16 recordings\n/);
  const json = JSON.parse((await heed(['evaluate', model, '--data', path('glides'), '--json'])).stdout);
  expect(json).toMatchObject({ recordings: 16 });
  expect(json.accuracy).toBeGreaterThan(0.9);
}, 30_000);

describe('reads', () => {
  it('packed recordings, and takes the first column that says something for the label', async () => {
    for (const [split, count] of [
      ['train', 20],
      ['dev', 6],
      ['test', 8],
    ] as const)
      pack(split, count);
    const out = path('packed-model');
    const { code, stderr } = await heed(train('packed', out, '--sample-rate', '4000', '--updates', '2'));
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('4000 Hz');
    expect(stderr).toContain('labels down, up; 20 recordings to learn from, 6 held out');
    const { stdout } = await heed(['evaluate', out, '--data', path('packed')]);
    expect(stdout).toContain('of 8 recordings');
    const other = await heed(['evaluate', out, '--data', path('packed'), '--label', 'speaker']);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('there is no label "anna"; the known ones are');
  }, 30_000);

  it('lists, and files whose labels are in their names', async () => {
    for (let i = 0; i < 6; i++) writeGlide(`named/${labels[i % 2]}_${i}.wav`, labels[i % 2]);
    const named = await heed(train('named', path('named-model'), '--updates', '2'));
    expect(named.stderr).toContain('labels down, up; 5 recordings to learn from, 1 held out');
    write('named/list.csv', 'word,path\nup,up_0.wav\ndown,down_1.wav\nup,up_2.wav\n');
    const columns = ['--file', 'path', '--label', 'word'];
    const listed = await heed(train('named/list.csv', path('list-model'), '--updates', '2', ...columns));
    expect(listed.stderr).toContain('labels down, up; 2 recordings to learn from, 1 held out');
  }, 30_000);
});

describe('refuses', () => {
  it.each([
    ['a folder without recordings', () => train('empty', path('x')), 'there is no .wav file in'],
    ['a single recording', () => train('rising.wav', path('x')), 'is a single recording'],
    ['parts without one to train on', () => train('parts', path('x')), 'but no recordings for train'],
    ['a file that is no WAV', () => ['predict', model, path('fake.wav')], 'fake.wav is no WAV file'],
    ['a WAV without sound', () => ['predict', model, path('silent.wav')], 'silent.wav'],
    [
      'a moment',
      () => ['predict', model, path('moment.wav')],
      'it lasts 5.00 ms; at least one frame of 25 ms',
    ],
    ['nothing', () => ['predict', model], 'needs a WAV file to predict from', 2],
    [
      'an unknown label',
      () => ['evaluate', model, '--data', path('hums')],
      'hum/1.wav: there is no label "hum"',
    ],
  ])(
    '%s',
    async (_, args, message, expected = 1) => {
      mkdirSync(path('empty'), { recursive: true });
      write('fake.wav', 'RIFF? No.');
      write('silent.wav', wavFile(new Uint8Array(0)));
      write('moment.wav', wavFile(bytesOf(glide('up').subarray(0, 20)), { sampleRate: 4000 }));
      writeGlide('rising.wav', 'up');
      writeGlide('parts/test/up/1.wav', 'up');
      writeGlide('hums/hum/1.wav', 'up');
      const { code, stderr } = await heed(args());
      expect(stderr).toContain(message);
      expect(stderr).not.toContain('    at ');
      expect(code).toBe(expected);
    },
    30_000,
  );
});
