/** The word of a line and its tag, or the reason why a line that is in order has none. */
export type TaggedLine = { word: string; tag: string } | { skip: string };

/** How a file of tagged words writes them, a line each. */
export interface TagFormat {
  /** For people. */
  readonly name: string;
  readonly columns: number;
  isComment(text: string): boolean;
  /**
   * @param cells as many as there are columns
   * @param place the place that the next word has in its sentence, from 1
   * @param fail throws an error that names the file, the line and the given reason
   */
  read(cells: readonly string[], place: number, fail: (reason: string) => never): TaggedLine;
}

/** `FORM TAB UPOS`, and nothing else. */
export const twoColumns: TagFormat = {
  name: 'a file of words and tags',
  columns: 2,
  isComment: () => false,
  read([word, tag], _, fail) {
    if (word === '') fail('the word is empty');
    if (tag === '') fail(`the word ${JSON.stringify(word)} has no tag`);
    return { word, tag };
  },
};

/**
 * CoNLL-U (https://universaldependencies.org/format.html), the tag in the column of the universal (`upos`) or of the
 * treebank's own (`xpos`) parts of speech.
 */
export function conllu(tag: 'upos' | 'xpos'): TagFormat {
  const column = { upos: 3, xpos: 4 }[tag];
  return {
    name: 'CoNLL-U',
    columns: 10,
    isComment: (text) => text.startsWith('#'),
    read(cells, place, fail) {
      const [id, word] = cells;
      if (/^\d+-\d+$/.test(id)) return { skip: 'multiword token, whose words follow' };
      if (/^\d+\.\d+$/.test(id)) return { skip: 'empty node' };
      if (id !== String(place))
        fail(`IDs count up in a sentence, from 1; expected ${place}, got ${JSON.stringify(id)}`);
      if (word === '') fail('FORM is empty');
      if (cells[column] === '' || cells[column] === '_') {
        fail(`the word ${JSON.stringify(word)} has no ${tag.toUpperCase()}`);
      }
      return { word, tag: cells[column] };
    },
  };
}
