import { Tokenizer as Runtime } from '@huggingface/tokenizers';
import { type BpeOptions, trainBpe } from './bpeTrainer.ts';
import { countItems } from './countItems.ts';
import { METASPACE, metaspaceWords } from './metaspace.ts';
import { SPECIAL_TOKENS } from './tokenizer.ts';
import { type BpeModelJSON, type TokenizerJSON, tokenizerJson, vocabJson } from './tokenizerJson.ts';
import { VocabularyTokenizer } from './vocabularyTokenizer.ts';

const metaspace = { type: 'Metaspace', replacement: METASPACE, prepend_scheme: 'always', split: true };

/** `metaspaceWords`, in the terms of `tokenizer.json`. */
export const bpePipeline = { normalizer: { type: 'NFKC' }, pre_tokenizer: metaspace, decoder: metaspace };

/** How many words have their ids remembered: a text is mostly words that came before. */
const REMEMBERED_WORDS = 65_536;

/**
 * Pieces of words, learned by byte-pair encoding: a new word falls into known pieces, and only a new character is
 * unknown. Text is taken in NFKC; each word carries the space before it as `▁`.
 */
export class BpeTokenizer extends VocabularyTokenizer {
  readonly #runtime: Runtime;
  readonly #remembered = new Map<string, readonly number[]>();

  constructor(json: TokenizerJSON) {
    super(json);
    this.#runtime = new Runtime(json, {});
  }

  /** Learn pieces from sentences. @throws ValueError on a bad option; DataError when there is no text. */
  static train(sentences: Iterable<string>, options: BpeOptions): BpeTokenizer {
    const { tokens, merges } = trainBpe(countItems(sentences, metaspaceWords), SPECIAL_TOKENS, options);
    const model: BpeModelJSON = {
      type: 'BPE',
      dropout: null,
      unk_token: '<unk>',
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: vocabJson(tokens),
      merges,
    };
    return new BpeTokenizer(tokenizerJson(bpePipeline, model));
  }

  encode(text: string): number[] {
    return metaspaceWords(text).flatMap((word) => this.#encodeWord(word));
  }

  decode(ids: Iterable<number>): string {
    return this.#runtime.decoder!.decode(this.textTokens(ids));
  }

  /** A word begins at its space; marks behind it stand alone. */
  wordGroups(ids: Iterable<number>): number[][] {
    const groups: number[][] = [];
    let before = '';
    for (const [place, piece] of this.tokens(ids).entries()) {
      const alike = before === METASPACE || isMark(piece) === isMark(before);
      const apart = place === 0 || piece.startsWith(METASPACE) || isApart(piece) || isApart(before);
      if (alike && !apart) groups[groups.length - 1].push(place);
      else groups.push([place]);
      before = piece;
    }
    return groups;
  }

  #encodeWord(word: string): readonly number[] {
    const remembered = this.#remembered.get(word);
    if (remembered) return remembered;
    const pieces: string[] = this.#runtime.model!.encode([word]);
    const ids = pieces.map((piece) => this.idOf(piece));
    if (this.#remembered.size >= REMEMBERED_WORDS) this.#remembered.clear();
    this.#remembered.set(word, ids);
    return ids;
  }
}

const isMark = (piece: string) => /^▁?[.,;:!?…]+$/u.test(piece);
/** An unknown character is a part of its word; the other specials stand apart. */
const isApart = (piece: string) => piece !== '<unk>' && (SPECIAL_TOKENS as readonly string[]).includes(piece);
