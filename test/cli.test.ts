import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phrasebook } from '../src/data/index.ts';
import { decodeSafetensors } from '../src/interop/index.ts';
import { finish, heed, start } from './support/heed.ts';

// The commands as a person runs them: processes of their own, on files, judged by what they print and leave behind.

let folder: string;
let data: string;
let model: string;

const path = (name: string): string => join(folder, name);
const tiny = [
  '--set',
  'embedDim=16',
  '--set',
  'numHeads=2',
  '--set',
  'feedForwardDim=16',
  '--set',
  'numEncoderLayers=1',
];
const train = (out: string, ...more: string[]): string[] => [
  ...['train', 'translation', '--data', data, '--out', out, ...tiny, '--set', 'numDecoderLayers=1'],
  ...[
    '--vocab',
    '200',
    '--batch-tokens',
    '256',
    '--valid',
    '20',
    '--validate-every',
    '6',
    '--checkpoint-every',
    '4',
    ...more,
  ],
];

const lastTensors = (dir: string) => decodeSafetensors(readFileSync(join(dir, 'last.safetensors'))).tensors;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heed-cli-'));
  data = path('pairs.tsv.gz');
  model = path('model');
  const pairs = phrasebook({ size: 300 }).train.map(({ source, target }) => `${source}\t${target}`);
  const lines = [...pairs.slice(0, 3), 'no tab here', '\tno source', 'no target\t ', ...pairs.slice(3)];
  const bytes = Buffer.concat([
    Buffer.from(`${lines.join('\n')}\n`),
    Buffer.from([0x66, 0xff, 0x09, 0x67, 0x0a]),
  ]);
  writeFileSync(data, gzipSync(bytes));
  const { code, stderr } = await heed(train(model, '--updates', '12'));
  expect(code, stderr).toBe(0);
  const reasons = [
    'no tab (line 4)',
    'source is empty (line 5)',
    'target is empty (line 6)',
    'invalid UTF-8 (line 304)',
  ];
  for (const reason of [...reasons, '304 lines read, 300 pairs kept']) expect(stderr).toContain(reason);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

describe('train translation', () => {
  it('goes on by --resume as if it had never stopped', async () => {
    const other = path('resumed');
    expect((await heed(train(other, '--updates', '5'))).code).toBe(0);
    const { code, stderr } = await heed([
      'train',
      'translation',
      '--out',
      other,
      '--resume',
      '--updates',
      '12',
    ]);
    expect(code, stderr).toBe(0);
    expect(lastTensors(other)).toEqual(lastTensors(model));
  }, 60_000);

  it('saves on Ctrl-C and says how to go on', async () => {
    const out = path('interrupted');
    const child = start(train(out, '--updates', '1000000'));
    const result = finish(child);
    child.stderr!.on('data', (text: string) => text.includes('update 1:') && child.kill('SIGINT'));
    const { code, stderr } = await result;
    expect(code, stderr).toBe(130);
    expect(stderr).toContain(`heed train translation --out ${out} --resume`);
    expect(existsSync(join(out, 'last.safetensors'))).toBe(true);
  }, 60_000);

  it('prints by --profile where time goes, and trains as without', async () => {
    const out = path('profiled');
    const { code, stdout, stderr } = await heed(train(out, '--updates', '12', '--profile', '2'));
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/over 2:\n\noperation +calls +ms +share/);
    for (const row of ['linear backward', 'attention', 'optimizer step', 'JavaScript'])
      expect(stdout).toMatch(new RegExp(`^${row} .* \\d+\\.\\d%`, 'm'));
    expect(stdout).toMatch(/^all .* 100\.0%$/m);
    expect(lastTensors(out)).toEqual(lastTensors(model));
  }, 60_000);

  it('stops when the loss is no longer a number, and keeps the checkpoint before', async () => {
    const out = path('diverged');
    expect((await heed(train(out, '--updates', '4'))).code).toBe(0);
    const before = readFileSync(join(out, 'last.safetensors'));
    const config = JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'));
    config.training.settings.learningRate = 1e38;
    writeFileSync(join(out, 'config.json'), JSON.stringify(config));
    const { code, stderr } = await heed([
      'train',
      'translation',
      '--out',
      out,
      '--resume',
      '--updates',
      '50',
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/update \d+/);
    expect(stderr).not.toContain('    at ');
    expect(readFileSync(join(out, 'last.safetensors')).equals(before)).toBe(true);
  }, 60_000);

  it.each([
    ['a model that is there already', () => train(model), 'holds a model already', 1],
    [
      'a file that is not there',
      () => ['train', 'translation', '--data', path('none'), '--out', path('x')],
      'there is no such file',
      1,
    ],
    ['a network that is not there', () => train(path('x'), '--set', 'depth=3'), 'has no option "depth"', 1],
    ['a profile of nothing', () => train(path('x'), '--profile', '0'), 'whole number of at least 1', 2],
    ['a column that is no number', () => train(path('x'), '--source', 'french'), 'whole number', 2],
    ['no data at all', () => ['train', 'translation', '--out', path('x')], '--data', 2],
  ])(
    'refuses %s',
    async (_, args, message, expected) => {
      const { code, stderr } = await heed(args());
      expect(stderr).toContain(message);
      expect(stderr).not.toContain('    at ');
      expect(code).toBe(expected);
    },
    30_000,
  );

  it.each([
    ['truncated', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['empty', () => Buffer.alloc(0)],
  ])(
    'refuses a file that is %s',
    async (name, damage) => {
      const file = path(`${name}.gz`);
      writeFileSync(file, damage(readFileSync(data)));
      const { code, stderr } = await heed(['train', 'translation', '--data', file, '--out', path('x')]);
      expect(code).toBe(1);
      expect(stderr).toContain(file);
      expect(stderr).not.toContain('    at ');
    },
    30_000,
  );
});

describe('translate', () => {
  it('gives a line for each line, and a clear limit', async () => {
    const long = 'mot '.repeat(10_000);
    const { code, stdout, stderr } = await heed(['translate', model], `Bonjour.\n\n${long}\n日本語 🙂\n`);
    expect(stdout.split('\n')).toHaveLength(5);
    expect(stdout.split('\n').slice(1, 3)).toEqual(['', '']);
    expect(stderr).toContain('line 3: the sentence has');
    expect(code).toBe(1);
  }, 30_000);

  it('shows maps within 80 columns, as JSON, and as a page', async () => {
    const page = path('maps.html');
    const shown = await heed(['translate', model, 'Où est le chat ?', '--show', '--html', page]);
    expect(shown.code, shown.stderr).toBe(0);
    const [, ...map] = shown.stdout.split('\n');
    expect(Math.max(...map.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(readFileSync(page, 'utf8')).toContain('</html>');
    const { stdout } = await heed([
      'translate',
      model,
      'Où est le chat ?',
      '--json',
      '--show',
      '--beam',
      '3',
    ]);
    const { source, target, score, map: words } = JSON.parse(stdout);
    expect(source).toBe('Où est le chat ?');
    expect(typeof target).toBe('string');
    expect(score).toBeLessThan(0);
    expect(words.source).toHaveLength(5);
    expect(words.source).toContain('chat');
  }, 30_000);

  it.each([
    ['is not there', () => {}, 'is not a model directory'],
    ['has a damaged checkpoint', (dir: string) => truncateSync(join(dir, 'best.safetensors'), 5000), 'best'],
    [
      'has a damaged tokenizer',
      (dir: string) => writeFileSync(join(dir, 'tokenizer.json'), '{}'),
      'tokenizer',
    ],
    [
      'is of something else',
      (dir: string) => writeFileSync(join(dir, 'config.json'), '{"model_type": "bert"}'),
      'is not of a heed model',
    ],
    [
      'has other sizes than its checkpoint',
      (dir: string) =>
        writeFileSync(
          join(dir, 'config.json'),
          readFileSync(join(dir, 'config.json'), 'utf8').replace('"embedDim": 16', '"embedDim": 18'),
        ),
      'embedding.weight',
    ],
  ])(
    'refuses a model directory that %s',
    async (name, damage, message) => {
      const dir = path(name.replaceAll(' ', '-'));
      if (name !== 'is not there') cpSync(model, dir, { recursive: true });
      damage(dir);
      const { code, stderr } = await heed(['translate', dir, 'Bonjour']);
      expect(code).toBe(1);
      expect(stderr).toContain(message);
      expect(stderr).not.toContain('    at ');
    },
    30_000,
  );
});

it('evaluate prints BLEU and speed, for people and for programs', async () => {
  const people = await heed(['evaluate', model, '--data', data, '--limit', '5']);
  expect(people.stdout).toMatch(/BLEU .*\n.*sentences\/s, .*tokens\/s/);
  const programs = await heed(['evaluate', model, '--data', data, '--limit', '5', '--json']);
  expect(JSON.parse(programs.stdout)).toMatchObject({ sentences: 5, bleu: { score: expect.any(Number) } });
}, 30_000);

it.each([
  [['--help']],
  [['demo', '--help']],
  [['train', 'translation', '--help']],
  [['predict', '--help']],
  [['translate', '--help']],
  [['evaluate', '--help']],
  [['compare', '--help']],
  [['info', '--help']],
])('%s helps, with an example', async (args) => {
  const { code, stdout } = await heed(args);
  expect(code).toBe(0);
  expect(stdout).toContain('$ heed');
});

it('info says what it runs on', async () => {
  const { stdout } = await heed(['info', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    build: expect.stringMatching(/^(n8|r8|r16)$/),
    threads: expect.any(Number),
    features: { simd: true },
  });
});
