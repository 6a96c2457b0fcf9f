import { ValueError } from '../tensor/errors.ts';
import { SPECIAL_TOKENS, type Tokenizer } from './tokenizer.ts';
import type { TokenizerJSON } from './tokenizerJson.ts';

/** What tokenizers share: tokens and their ids, the specials among them, as a `tokenizer.json` has them. */
export abstract class VocabularyTokenizer implements Tokenizer {
  readonly vocabSize: number;
  readonly padId: number;
  readonly bosId: number;
  readonly eosId: number;
  readonly unkId: number;
  readonly #json: TokenizerJSON;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #tokens: readonly string[];
  readonly #specials: ReadonlySet<number>;

  /** @param json a sound `tokenizer.json`; `tokenizerFromJSON` checks it first. */
  constructor(json: TokenizerJSON) {
    const tokens: string[] = [];
    const ids = new Map(Object.entries(json.model.vocab));
    for (const [token, id] of ids) tokens[id] = token;
    const specials = SPECIAL_TOKENS.map((token) => ids.get(token)!);
    [this.padId, this.bosId, this.eosId, this.unkId] = specials;
    this.vocabSize = tokens.length;
    this.#json = json;
    this.#ids = ids;
    this.#tokens = tokens;
    this.#specials = new Set(specials);
  }

  abstract encode(text: string): number[];
  abstract decode(ids: Iterable<number>): string;
  abstract wordGroups(ids: Iterable<number>): number[][];

  tokens(ids: Iterable<number>): string[] {
    return Array.from(ids, (id) => this.#token(id));
  }

  toJSON(): TokenizerJSON {
    return this.#json;
  }

  /** The id of a piece of text: `unkId` where the vocabulary lacks it, and where it spells out a special. */
  protected idOf(piece: string): number {
    const id = this.#ids.get(piece);
    return id === undefined || this.#specials.has(id) ? this.unkId : id;
  }

  /** The tokens of the ids, specials left out. */
  protected textTokens(ids: Iterable<number>): string[] {
    return this.tokens(Array.from(ids).filter((id) => !this.#specials.has(id)));
  }

  #token(id: number): string {
    const token = this.#tokens[id];
    if (token === undefined) {
      throw new ValueError(
        `Tokenizer: a token id must be an integer from 0 to ${this.vocabSize - 1}; got ${id}. ` +
          'Is this the tokenizer that the model was trained with?',
      );
    }
    return token;
  }
}
