import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finish, heed, start } from './support/heed.ts';

// Comparisons at the command line: a directory of trainings out, a table and a chart, and nothing trained twice.

let folder: string;
const path = (...names: string[]): string => join(folder, ...names);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heed-compare-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const tiny = ['--set', 'embedDim=16', '--set', 'feedForwardDim=16', '--set', 'numLayers=1', '--test', '20'];
const compare = (out: string, ...more: string[]): string[] => ['compare', '--out', path(out), ...more];
const retrieval = (out: string, ...more: string[]): string[] =>
  compare(out, '--task', 'retrieval', '--length', '32', ...tiny, ...more);
const read = (...names: string[]): string => readFileSync(path(...names), 'utf8');
const cells = (out: string): string[] => readdirSync(path(out, 'cells')).sort();

async function succeeds(args: readonly string[]) {
  const result = await heed(args);
  expect(result.code, result.stderr).toBe(0);
  return result;
}

/** Ctrl-C at the first update that is shown. */
async function interrupted(args: readonly string[]) {
  const child = start(args);
  const result = finish(child);
  child.stderr!.on('data', (text: string) => /update [\d,]+:/.test(text) && child.kill('SIGINT'));
  const { code, stderr } = await result;
  expect(code, stderr).toBe(130);
  return { stderr, command: stderr.match(/Go on with:\n +(.*)\n/)![1] };
}
const argumentsOf = (command: string): string[] => command.split(' ').slice(1);

describe('compare', () => {
  it('prints a table, draws a chart, and trains no more than is missing', async () => {
    const { stdout, stderr } = await succeeds(
      retrieval('one', '--updates', '4', '--seeds', '2', '--mechanisms', 'exact,local'),
    );
    expect(stdout).toMatch(/^mechanism +seeds +accuracy % +examples\/s +memory +parameters +multiply-adds$/m);
    expect(stdout).toMatch(/^exact +2 +\d+\.\d\d ± \d+\.\d\d +/m);
    expect(stderr).toContain('retrieval, up to 32 tokens: 64 to learn from, 20 to measure on');
    expect(stderr).toContain('4 of 4: local, seed 1: accuracy');
    const names = ['exact-seed0.json', 'exact-seed1.json', 'local-seed0.json', 'local-seed1.json'];
    expect(cells('one')).toEqual(names);
    expect(read('one', 'comparison.svg')).toMatch(/^<svg [^>]*>.*<title>retrieval, up to 32 tokens<\/title>/);

    const kept = read('one', 'cells', 'exact-seed0.json');
    rmSync(path('one', 'cells', 'local-seed1.json'));
    const again = await succeeds(compare('one', '--resume', '--json'));
    expect(again.stderr.match(/\(was there\)/g)!.length).toBe(3);
    expect(again.stderr).toMatch(/4 of 4: local, seed 1\n/);
    expect(cells('one')).toEqual(names);
    expect(read('one', 'cells', 'exact-seed0.json')).toBe(kept);
    const { rows, task, settings } = JSON.parse(again.stdout);
    expect([task, settings.updates]).toEqual(['retrieval', 4]);
    expect(rows.map((row: { mechanism: string }) => row.mechanism)).toEqual(['exact', 'local']);
    expect(JSON.parse(read('one', 'comparison.json')).rows).toEqual(rows);

    const more = await succeeds(compare('one', '--mechanisms', 'longformer', '--seeds', '1'));
    expect(more.stdout).toMatch(/^longformer +1 +\d/m);
    expect(more.stdout).toMatch(/^exact +2 +\d/m);
    const other = await heed(compare('one', '--updates', '5'));
    expect([other.code, other.stderr]).toEqual([
      1,
      expect.stringContaining('holds a comparison with updates 4; this would be one with 5'),
    ]);
  }, 60_000);

  it('goes on after Ctrl-C within a training, by the command that it prints', async () => {
    const begin = retrieval('stopped', '--updates', '1000000', '--mechanisms', 'exact', '--train', '32');
    const first = await interrupted(['--threads', '1', '--no-turbo', ...begin]);
    expect(first.command).toBe(`heed compare --out ${path('stopped')} --resume`);
    expect(cells('stopped')).toEqual([]);
    expect(readdirSync(path('stopped', 'running', 'exact-seed0'))).toEqual(['last.safetensors']);
    // On the threads and kernels that it was begun with, which the command does not say.
    expect((await interrupted(argumentsOf(first.command))).command).toBe(first.command);

    const more = await interrupted(compare('stopped', '--mechanisms', 'local,local', '--seeds', '2'));
    expect(more.stderr).toContain('to measure on; local from 2 seeds, 1,000,000 updates each');
    expect(more.command).toBe(`heed compare --out ${path('stopped')} --mechanisms local --seeds 2 --resume`);
    const again = await interrupted(argumentsOf(more.command));
    expect(again.stderr).toContain('1 of 2: local, seed 0');
    expect(again.command).toBe(more.command);

    const other = await heed(['--threads', '2', ...compare('stopped', '--resume')]);
    expect([other.code, other.stderr]).toEqual([
      1,
      expect.stringContaining('holds a comparison with threads 1; this would be one with 2'),
    ]);
  }, 60_000);

  it('has its description in whole lines, and no default that is not one', async () => {
    const { stdout } = await succeeds(['compare', '--help']);
    expect(stdout).toContain('such as embedDim=128;\n                        repeatable (default: none)');
    const lines = stdout.split('\n\n')[1].split('\n');
    for (const [i, line] of lines.slice(0, -1).entries())
      expect(`${line} ${lines[i + 1].split(' ')[0]}`.length).toBeGreaterThan(80);
  });

  it('learns bytes of texts and pixels of pictures from folders', async () => {
    mkdirSync(path('texts'));
    const texts = Array.from({ length: 12 }, (_, i) => `${'ab'.repeat(1 + i)}\t${i % 2}\n`).join('');
    for (const split of ['train', 'test']) writeFileSync(path('texts', `${split}.tsv`), texts);
    const idx = (magic: number[], data: number[]) => Uint8Array.from([0, 0, 8, ...magic, ...data]);
    mkdirSync(path('digits'));
    for (const split of ['train', 't10k']) {
      const shades = Array.from({ length: 8 * 9 }, (_, i) => i);
      writeFileSync(path('digits', `${split}-images`), idx([3, 0, 0, 0, 8, 0, 0, 0, 3, 0, 0, 0, 3], shades));
      writeFileSync(path('digits', `${split}-labels`), idx([1, 0, 0, 0, 8], [0, 1, 0, 1, 0, 1, 0, 1]));
    }
    const short = [...tiny, '--updates', '1', '--seeds', '1', '--mechanisms', 'local'];
    const bytes = await succeeds(compare('b', '--task', 'bytes', '--data', path('texts'), ...short));
    expect(bytes.stderr).toContain('12 to learn from, 12 to measure on; local from 1 seed, 1 update each');
    const pixels = await succeeds(compare('p', '--task', 'pixels', '--data', path('digits'), ...short));
    expect(pixels.stderr).toContain('8 to learn from, 8 to measure on');
    writeFileSync(path('ops.tsv'), '4\t[MAX 4 1 ]\n7\t7\n');
    const ops = await succeeds(
      compare('l', '--task', 'listops', '--length', '20', '--data', path('ops.tsv'), ...short),
    );
    expect(ops.stderr).toContain('16 to learn from, 2 to measure on');
  }, 60_000);

  it.each([
    ['no task', () => compare('x'), "required option '--task <name>' not specified", 2],
    ['nothing to go on with', () => retrieval('x', '--resume'), 'holds no comparison to go on with', 1],
    ['sizes that do not go together', () => retrieval('x', '--set', 'numHeads=3'), 'numHeads', 1],
    ['what no training can have', () => retrieval('x', '--set', 'clipNorm=0'), 'clipNorm must be', 1],
    [
      'data that are something else',
      () => compare('x', '--task', 'listops', '--data', 'package.json'),
      'package.json looks like JSON',
      1,
    ],
  ])(
    'refuses %s, and leaves nothing behind',
    async (_, args, message, code) => {
      const result = await heed(args());
      expect(result.stderr).toContain(message);
      expect(result.stderr).not.toContain('    at ');
      expect(result.code).toBe(code);
      expect(readdirSync(folder)).not.toContain('x');
    },
    30_000,
  );
});
