import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heed } from './support/heed.ts';

// Tagging, classification and graphs at the command line: plain files in, tags, labels and classes out.

let folder: string;
const path = (...names: string[]): string => join(folder, ...names);

function write(file: string, text: string): string {
  mkdirSync(dirname(path(file)), { recursive: true });
  writeFileSync(path(file), text);
  return path(file);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heed-tasks-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const set = (options: string): string[] => options.split(' ').flatMap((option) => ['--set', option]);

async function succeeds(args: readonly string[], input?: string) {
  const result = await heed(args, input);
  expect(result.code, result.stderr).toBe(0);
  return result;
}

async function refuses(args: readonly string[], message: string | RegExp, code = 1) {
  const result = await heed(args);
  expect(result.stderr).toMatch(message);
  expect(result.stderr).not.toContain('    at ');
  expect(result.code).toBe(code);
}

describe('tagging', () => {
  const sentences = [
    [
      ['the', 'DET'],
      ['saw', 'NOUN'],
      ['cuts', 'VERB'],
    ],
    [
      ['I', 'PRON'],
      ['saw', 'VERB'],
      ['the', 'DET'],
      ['cuts', 'NOUN'],
    ],
  ];
  const columns = (of: string[][][]) =>
    of.map((words) => words.map((row) => `${row.join('\t')}\n`).join('')).join('\n');
  let model: string;

  beforeAll(async () => {
    write('tags/train.tsv', columns(Array.from({ length: 30 }, (_, i) => sentences[i % 2])));
    write('tags/dev.tsv', columns(sentences));
    write('tags/test.tsv', columns(sentences));
    model = path('tagger');
    const sizes =
      'wordDim=8 characterDim=4 characterFilters=4 hiddenDim=8 attentionDim=8 numHeads=2 dropout=0';
    const { stderr } = await succeeds([
      ...['train', 'tagging', '--data', path('tags'), '--out', model, ...set(sizes)],
      ...['--updates', '60', '--lr', '0.02', '--warmup', '5', '--batch-words', '60', '--min-frequency', '1'],
    ]);
    expect(stderr).toContain('30 sentences to learn from, 2 held out');
    expect(stderr).toMatch(/best held-out accuracy 100\.00 %/);
  }, 60_000);

  it('tags lines, shows where each word looked, and gives JSON', async () => {
    const { stdout } = await succeeds(['predict', model], 'I saw the cuts\nthe saw cuts\n');
    expect(stdout).toBe('I/PRON saw/VERB the/DET cuts/NOUN\nthe/DET saw/NOUN cuts/VERB\n');
    const shown = await succeeds(['predict', model, 'the saw cuts', '--show']);
    expect(shown.stdout).toMatch(/cuts/);
    const { stdout: json } = await succeeds(['predict', model, 'the saw cuts', '--json', '--show']);
    const { words, tags, attention } = JSON.parse(json);
    expect([words, tags]).toEqual([
      ['the', 'saw', 'cuts'],
      ['DET', 'NOUN', 'VERB'],
    ]);
    expect(attention).toHaveLength(2);
    expect(attention[0].weights).toHaveLength(3);
  }, 30_000);

  it('measures on the test part, and draws all layers and heads', async () => {
    const { stdout } = await succeeds(['evaluate', model, '--data', path('tags')]);
    expect(stdout).toContain('accuracy   100.00 % of 7 words in 2 sentences');
    const { stdout: one } = await succeeds(['evaluate', model, '--data', path('tags'), '--limit', '1']);
    expect(one).toContain('accuracy   100.00 % of 3 words in 1 sentences');
    const page = path('tags.html');
    const { stdout: title } = await succeeds(['show', model, 'I saw the cuts', '--out', page]);
    expect(title).toBe('I/PRON saw/VERB the/DET cuts/NOUN\n');
    expect(readFileSync(page, 'utf8')).toContain('Each word looks at the sentence');
    const picture = path('tags.svg');
    await succeeds(['show', model, 'I saw the cuts', '--out', picture]);
    expect(readFileSync(picture, 'utf8')).toMatch(/^<svg/);
  }, 30_000);

  it('validates on the part of a folder that is for it, and wants lists where there are lists', async () => {
    write('held/dev.tsv', columns(sentences.slice(0, 1)));
    write('held/test.tsv', columns(sentences));
    const train = ['train', 'tagging', '--data', path('tags'), '--updates', '1', '--set', 'hiddenDim=4'];
    const { stderr } = await succeeds([...train, '--valid-data', path('held'), '--out', path('held-tagger')]);
    expect(stderr).toContain('30 sentences to learn from, 1 held out');
    await refuses(
      [...train, '--set', 'characterWidths=3', '--out', path('none')],
      'characterWidths must be a list; got 3',
    );
  }, 30_000);

  it('names broken lines, tags it does not know, and options that are nothing to it', async () => {
    const train = (file: string) => ['train', 'tagging', '--data', file, '--out', path('none')];
    const broken = write('broken.conllu', '# a\n1\tI\t_\tPRON\t_\t_\t_\t_\t_\t_\n2\tsaw\tVERB\n');
    await refuses(train(broken), /broken\.conllu.*10 tab-separated columns; line 3 has 3/);
    await refuses(train(write('new.json', '{"words": []}')), 'looks like JSON');
    const other = write('other.tsv', 'the\tDET\nsaw\tSYM\n');
    await refuses(['evaluate', model, '--data', other], /there is no label "SYM"/);
    await refuses(
      ['evaluate', model, '--data', other, '--beam', '2'],
      'is nothing to a model for tagging',
      2,
    );
    await refuses(['show', model, 'I saw', '--out', path('x.png')], 'must end in .html or .svg', 2);
  }, 30_000);
});

describe('classification', () => {
  let model: string;

  beforeAll(async () => {
    const rows = Array.from({ length: 40 }, (_, i) => [
      i % 2 ? `"A dull, long film, number ${i}"` : `A lovely film number ${i}`,
      i % 2 ? 'bad' : 'good',
    ]);
    const csv = `review,stars\n${rows.map((row) => row.join(',')).join('\n')}\n`;
    const file = write('reviews.csv', csv);
    model = path('sentiment');
    const { stderr } = await succeeds([
      ...['train', 'classification', '--data', file, '--text', 'review', '--label', 'stars', '--out', model],
      ...set('wordDim=8 characterFilters=0 numFilters=8 widths=1,3 dropout=0 wordDropout=0'),
      ...['--updates', '60', '--lr', '0.02', '--warmup', '5', '--weight-decay', '0', '--batch-words', '60'],
    ]);
    expect(stderr).toContain('36 texts to learn from, 4 held out');
  }, 60_000);

  it('labels texts and shows the telling words', async () => {
    const { stdout } = await succeeds(['predict', model, 'a dull film', 'a lovely film', '--show']);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^bad \(\d+\.\d\d %\)$/);
    expect(stdout).toMatch(/^good /m);
    expect(lines.slice(2, 4)).toEqual(['a dull film', expect.stringMatching(/[░▒▓█]/)]);
  }, 30_000);

  it('reads the columns by the names that it learned with', async () => {
    const file = write('held.csv', 'stars,review\ngood,lovely\nbad,"dull, dull"\n');
    const { stdout } = await succeeds(['evaluate', model, '--data', file, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ accuracy: 1, texts: 2 });
    const wrong = write('wrong.csv', 'text,label\nlovely,good\n');
    await refuses(['evaluate', model, '--data', wrong], 'has no column named review');
  }, 30_000);

  it('draws them', async () => {
    const page = path('telling.html');
    await succeeds(['show', model, 'a dull film', '--out', page]);
    expect(readFileSync(page, 'utf8')).toContain('The telling words');
  }, 30_000);
});

describe('graph', () => {
  let model: string;

  beforeAll(async () => {
    const nodes = Array.from({ length: 24 }, (_, i) => {
      const split = i < 8 ? 'train' : i < 14 ? 'val' : i < 20 ? 'test' : '-';
      return `n${i}\t${i % 2 ? 'odd' : 'even'}\t${split}\n`;
    });
    const edges = Array.from({ length: 22 }, (_, i) => `n${i}\tn${i + 2}\n`);
    write('graph/nodes.tsv', `node\tlabel\tsplit\n${nodes.join('')}`);
    write('graph/edges.tsv', edges.join(''));
    write('graph/features.tsv', Array.from({ length: 24 }, (_, i) => `n${i}\t${i % 2}\n`).join(''));
    model = path('classes');
    const { stderr } = await succeeds([
      ...['train', 'graph', '--data', path('graph'), '--out', model, '--updates', '40', '--lr', '0.05'],
    ]);
    expect(stderr).toContain('8 nodes to learn from, 6 held out');
  }, 60_000);

  it('gives classes of nodes, and whom they looked at', async () => {
    const { stdout } = await succeeds(['predict', model, 'n15', 'n16', '--show']);
    expect(stdout).toMatch(/^n15\todd \(/m);
    expect(stdout).toMatch(/^n16\teven \(/m);
    expect(stdout).toMatch(/\d\.\d{3} {2}█+ n17/);
    const { stdout: measured } = await succeeds(['evaluate', model, '--data', path('graph')]);
    expect(measured).toBe('accuracy   100.00 % of 6 nodes\n');
    const page = path('graph.html');
    await succeeds(['show', model, 'n15', '--out', page]);
    expect(readFileSync(page, 'utf8')).toContain('Layer 2');
  }, 30_000);

  it('names nodes that are not there, in files and in questions', async () => {
    await refuses(['predict', model, 'n99'], 'there is no node "n99"');
    await refuses(['predict', model], 'needs a node to predict from', 2);
    write('torn/nodes.tsv', 'node\tlabel\tsplit\na\tx\ttrain\nb\ty\ttrain\n');
    write('torn/edges.tsv', 'a\tb\na\tc\n');
    await refuses(
      ['train', 'graph', '--data', path('torn'), '--out', path('none')],
      /edges\.tsv.*line 2.*"?c"?/,
    );
  }, 30_000);
});

it('says what a folder must hold', async () => {
  mkdirSync(path('empty'));
  await refuses(
    ['train', 'tagging', '--data', path('empty'), '--out', path('none')],
    'must hold a file called train, such as train.tsv; it holds nothing',
  );
}, 30_000);
