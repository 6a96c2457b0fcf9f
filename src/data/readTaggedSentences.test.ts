import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pieces, utf8 } from '../../test/support/bytes.ts';
import { DataError, ValueError } from '../tensor/errors.ts';
import { type ReadTaggedSentencesOptions, readTaggedSentences } from './readTaggedSentences.ts';

const read = (text: string, options: ReadTaggedSentencesOptions = {}) =>
  readTaggedSentences(pieces(utf8(text)), { name: 'ewt', ...options });

/** A line of CoNLL-U. */
const token = (id: string | number, form: string, upos = 'X', xpos = 'x') =>
  [id, form, '_', upos, xpos, '_', '_', '_', '_', '_'].join('\t');

const conllu = [
  '# sent_id = 1',
  "# text = I\tdon't",
  token(1, 'I', 'PRON', 'PRP'),
  token('2-3', "don't", '_', '_'),
  token(2, 'do', 'AUX', 'VBP'),
  token(3, "n't", 'PART', 'RB'),
  token('3.1', 'know', 'VERB', 'VB'),
  '',
  '',
  '# sent_id = 2',
  token(1, 'Go', 'VERB', 'VB'),
];

describe('readTaggedSentences', () => {
  it('reads two columns', async () => {
    const { sentences, report } = await read('I\tPRON\nsaw\tVERB\n\n\n#\tSYM\n1\tNUM\n\n');
    expect(sentences).toEqual([
      { words: ['I', 'saw'], tags: ['PRON', 'VERB'], line: 1 },
      { words: ['#', '1'], tags: ['SYM', 'NUM'], line: 5 },
    ]);
    expect(report).toEqual({ lines: 7, kept: 2, skipped: [] });
  });

  it('takes a byte order mark, CR LF, a number sign first, and no empty line at the end', async () => {
    const { sentences } = await read('\ufeff#\tSYM\r\n \r\na b\tX');
    expect(sentences).toEqual([
      { words: ['#'], tags: ['SYM'], line: 1 },
      { words: ['a b'], tags: ['X'], line: 3 },
    ]);
  });

  it('reads CoNLL-U, without comments, multiword tokens and empty nodes', async () => {
    const { sentences, report } = await read(conllu.join('\n'));
    expect(sentences).toEqual([
      { words: ['I', 'do', "n't"], tags: ['PRON', 'AUX', 'PART'], line: 3 },
      { words: ['Go'], tags: ['VERB'], line: 11 },
    ]);
    expect(report).toEqual({
      lines: 11,
      kept: 2,
      skipped: [
        { reason: 'multiword token, whose words follow', count: 1, firstLines: [4] },
        { reason: 'empty node', count: 1, firstLines: [7] },
      ],
    });
  });

  it('takes the tags of the treebank', async () => {
    const { sentences } = await read(conllu.join('\n'), { tag: 'xpos' });
    expect(sentences.map(({ tags }) => tags)).toEqual([['PRP', 'VBP', 'RB'], ['VB']]);
  });

  it.each([
    ['a\tX\nb\n', 'a file of words and tags needs 2 tab-separated columns; line 2 has 1'],
    ['a\tX\nb\tX\tX\n', 'a file of words and tags needs 2 tab-separated columns; line 2 has 3'],
    ['a\tX\n\tX\n', 'line 2: the word is empty'],
    ['a\tX\n\nb\t \n', 'line 3: the word "b" has no tag'],
    ['a b\n', 'expected words and tags: 2 tab-separated columns'],
    [`${token(1, 'a')}\n2\tb\n`, 'CoNLL-U needs 10 tab-separated columns; line 2 has 2'],
    [
      `# c\n${token(1, 'a')}\n${token(3, 'b')}\n`,
      'line 3: IDs count up in a sentence, from 1; expected 2, got "3"',
    ],
    [token(2, 'a'), 'expected 1, got "2"'],
    [token('x', 'a'), 'expected 1, got "x"'],
    [token(1, ''), 'line 1: FORM is empty'],
    [token(1, 'a', '_'), 'line 1: the word "a" has no UPOS'],
    ['', 'there is nothing in it'],
    ['\n\n', 'there is no sentence; expected words and tags'],
    ['# only a comment\n', 'there is no sentence'],
    ['{"words": ["a"]}', 'readTaggedSentences: ewt looks like JSON; expected words and tags'],
    ['PK\u0003\u0004\u0000', 'ewt looks like a zip archive, as Excel (.xlsx) writes them; expected words'],
  ])('refuses %j', async (text, message) => {
    const reading = read(text);
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow('ewt');
    await expect(reading).rejects.toThrow(message);
  });

  it('refuses bad UTF-8, a format that is not that of the file, and bad options', async () => {
    const bytes = utf8('a\tX\nb\tX\n');
    bytes[4] = 0xff;
    await expect(readTaggedSentences(pieces(bytes))).rejects.toThrow('the data: line 2 is not UTF-8');
    await expect(read('a\tX', { format: 'conllu' })).rejects.toThrow('CoNLL-U needs 10');
    await expect(read('a\tX', { format: 'xml' as 'conllu' })).rejects.toThrow(ValueError);
    await expect(read('a\tX', { tag: 'pos' as 'upos' })).rejects.toThrow(ValueError);
  });

  it('reads back what was written, plain or gzipped, in pieces of any size', async () => {
    const word = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 4 })
      .filter((text) => !/[\s\ufeff\0]/.test(text));
    const sentence = fc.array(fc.tuple(word, fc.constantFrom('X', 'NOUN')), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(sentence, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.integer({ min: 1, max: 30 }),
        async (written, end, packed, size) => {
          const lines = written.flatMap((words) => [...words.map((pair) => pair.join('\t')), '']);
          const bytes = utf8(lines.join(end));
          const { sentences } = await readTaggedSentences(pieces(packed ? gzipSync(bytes) : bytes, size), {
            format: 'columns',
          });
          expect(sentences.map(({ words, tags }) => words.map((w, i) => [w, tags[i]]))).toEqual(written);
          for (const { words, line } of sentences) expect(lines[line - 1].startsWith(words[0])).toBe(true);
        },
      ),
    );
  });
});
