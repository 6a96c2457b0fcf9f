import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pieces, utf8 } from '../../../test/support/bytes.ts';
import { DataError, ValueError } from '../../tensor/errors.ts';
import { Rng } from '../../tensor/rng.ts';
import { evaluateListOps, listOpsTokens } from './evaluateListOps.ts';
import { drawListOps, listOpsRules } from './listOps.ts';
import { listOpsTask } from './listOpsTask.ts';
import { readListOps } from './readListOps.ts';

interface List {
  readonly operator: string;
  readonly values: readonly Tree[];
}
type Tree = number | List;

/** The expression as nested lists, by way of JSON: nothing here is shared with what is tested. */
function parse(tokens: readonly string[]): Tree {
  const json = tokens
    .map((token) => (token === ']' ? ']}' : token.replace(/^\[(.*)/, '{"operator":"$1","values":[')))
    .join(',');
  return JSON.parse(json.replaceAll('[,', '[').replaceAll(',]', ']')) as Tree;
}

function evaluate(tree: Tree): number {
  if (typeof tree === 'number') return tree;
  const { operator } = tree;
  const values = tree.values.map(evaluate).sort((a, b) => a - b);
  const n = values.length;
  if (operator === 'MIN') return values[0];
  if (operator === 'MAX') return values[n - 1];
  if (operator === 'SM') return values.reduce((sum, value) => sum + value) % 10;
  expect(operator).toBe('MED');
  return Math.floor((values[Math.floor((n - 1) / 2)] + values[Math.floor(n / 2)]) / 2);
}

const depthOf = (tree: Tree): number =>
  typeof tree === 'number' ? 1 : 1 + Math.max(...tree.values.map(depthOf));
const widthsOf = (tree: Tree): number[] =>
  typeof tree === 'number' ? [] : [tree.values.length, ...tree.values.flatMap(widthsOf)];
const words = (text: string) => text.split(' ');

describe('ListOps', () => {
  it('draws expressions by the rules, with the value that they have', () => {
    const rules = fc.record({
      maxDepth: fc.integer({ min: 3, max: 10 }),
      maxArgs: fc.integer({ min: 2, max: 10 }),
      minLength: fc.integer({ min: 1, max: 8 }),
      maxLength: fc.integer({ min: 12, max: 90 }),
    });
    fc.assert(
      fc.property(rules, fc.nat(), (of, seed) => {
        const { tokens, value } = drawListOps(new Rng(seed), of);
        const tree = parse(tokens);
        expect(value).toBe(evaluate(tree));
        expect(evaluateListOps(tokens)).toBe(value);
        expect(tokens.length).toBeGreaterThanOrEqual(of.minLength);
        expect(tokens.length).toBeLessThanOrEqual(of.maxLength);
        expect(depthOf(tree)).toBeLessThanOrEqual(of.maxDepth);
        for (const width of widthsOf(tree)) {
          expect(width).toBeGreaterThanOrEqual(2);
          expect(width).toBeLessThanOrEqual(of.maxArgs);
        }
      }),
    );
  });

  it('makes a quarter of all places lists, of all operators and numbers of arguments alike', () => {
    const rng = new Rng(1);
    const drawn = Array.from({ length: 4000 }, () =>
      parse(drawListOps(rng, { ...listOpsRules.longRangeArena, minLength: 1, maxLength: 2 ** 20 }).tokens),
    );
    const lists = drawn.filter((tree): tree is List => typeof tree !== 'number');
    expect(lists.length / drawn.length).toBeCloseTo(0.25, 1);
    for (const operator of ['MIN', 'MAX', 'MED', 'SM'])
      expect(lists.filter((list) => list.operator === operator).length / lists.length).toBeCloseTo(0.25, 1);
    const mean = lists.reduce((sum, list) => sum + list.values.length, 0) / lists.length;
    expect(Math.abs(mean - 6)).toBeLessThan(0.3);
    expect(Math.max(...drawn.map(depthOf))).toBe(10);
  });

  it.each([
    ['7', 7],
    ['[MED 3 8 ]', 5],
    ['[MED 9 1 5 ]', 5],
    ['[SM 9 9 [MAX 2 [MIN 4 7 ] 0 ] ]', 2],
  ])('evaluates %s as %d', (text, value) => {
    expect(evaluateListOps(words(text))).toBe(value);
  });

  it.each([
    ['', 'no whole expression: there is nothing'],
    ['[MIN 3 [MAX 4 5 ]', 'no whole expression: 1 list is not ended'],
    ['[MIN 3 [MAX 4 5', 'no whole expression: 2 lists are not ended'],
    ['[MIN 3 ] ]', 'token 4, "]": the expression has ended before it'],
    [']', 'token 1, "]": there is no list open'],
    ['[MIN ]', 'token 2, "]": it ends a list of nothing'],
    ['[MUL 3 4 ]', 'token 1, "[MUL": expected one of [MIN [MAX [MED [SM 0 1'],
    ['[MIN 13 4 ]', 'token 2, "13"'],
  ])('refuses to evaluate "%s"', (text, message) => {
    expect(() => evaluateListOps(text === '' ? [] : words(text))).toThrow(DataError);
    expect(() => evaluateListOps(text === '' ? [] : words(text))).toThrow(message);
  });

  it('refuses lengths that no expression has', () => {
    const rules = { maxDepth: 2, maxArgs: 3, minLength: 6, maxLength: 9 };
    expect(() => drawListOps(new Rng(0), rules)).toThrow('no expression of 6 to 9 tokens was found');
    expect(() => drawListOps(new Rng(0), { ...rules, minLength: 10 })).toThrow(ValueError);
  });
});

describe('listOpsTask', () => {
  const options = { length: 40, trainSize: 300, testSize: 50, seed: 3 };
  const text = ({ tokens }: { tokens: Uint16Array }) =>
    Array.from(tokens, (id) => listOpsTokens[id - 1]).join(' ');

  it('has different expressions of the asked lengths, with their values as labels', () => {
    const { train, test, vocabSize } = listOpsTask(options);
    const texts = [...train, ...test].map(text);
    expect(new Set(texts).size).toBe(350);
    for (const [i, { tokens, label }] of [...train, ...test].entries()) {
      expect(label).toBe(String(evaluate(parse(words(texts[i])))));
      expect(tokens.length).toBeGreaterThanOrEqual(10);
      expect(tokens.length).toBeLessThanOrEqual(40);
      expect(Math.max(...tokens)).toBeLessThan(vocabSize);
    }
  });

  it('is the same from the same seed, and measures on the same however much there is to learn from', () => {
    expect(listOpsTask(options)).toEqual(listOpsTask(options));
    expect(listOpsTask({ ...options, trainSize: 7 }).test).toEqual(listOpsTask(options).test);
    expect(listOpsTask({ ...options, seed: 4 }).test).not.toEqual(listOpsTask(options).test);
  });

  it('measures on published expressions that are short enough, and learns from none of them', () => {
    const published = ['[MIN 1 2 ]', '5', '[MAX 1 2 3 4 5 ]'].map((text) => ({
      tokens: words(text),
      value: 5,
    }));
    const { train, test } = listOpsTask({ ...options, length: 4, trainSize: 200, published });
    expect(test.map(text)).toEqual(['[MIN 1 2 ]', '5']);
    for (const expression of train) expect(['[MIN 1 2 ]', '5']).not.toContain(text(expression));
    expect(() => listOpsTask({ ...options, length: 4, published: [published[2]] })).toThrow(
      'none of the 1 expressions has 4 tokens or fewer',
    );
    expect(() => listOpsTask({ ...options, length: 1, trainSize: 12 })).toThrow(
      'there are not 62 different expressions of up to 1 tokens',
    );
  });
});

describe('readListOps', () => {
  it('reads values and expressions, and drops the brackets of the parse', async () => {
    const file = '2\t[SM [MIN 9 5 ] 7 ]\n4\t( ( ( [MAX 4 ) 1 ) ] )\n';
    expect(await readListOps(pieces(utf8(file)))).toEqual([
      { tokens: ['[SM', '[MIN', '9', '5', ']', '7', ']'], value: 2 },
      { tokens: ['[MAX', '4', '1', ']'], value: 4 },
    ]);
  });

  it.each([
    ['3\t[MAX 4 1 ]\n', 'ops.tsv, line 1: the value is 4; got "3"'],
    ['4\t[MAX 4 1 ]\n1\ta good film\n', 'ops.tsv, line 2: ListOps: token 1, "a": expected one of'],
    ['4\t[MAX 4 1 ]\n[MAX 4 1 ]\n', 'ops.tsv has lines that are none'],
    ['{"a": 1}', 'looks like JSON'],
    ['', 'is empty'],
  ])('refuses %j', async (file, message) => {
    await expect(readListOps(pieces(utf8(file)), { name: 'ops.tsv' })).rejects.toThrow(message);
    await expect(readListOps(pieces(utf8(file)), { name: 'ops.tsv' })).rejects.toThrow(DataError);
  });
});
