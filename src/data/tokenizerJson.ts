import { SPECIAL_TOKENS } from './tokenizer.ts';

/** Hugging Face's `tokenizer.json`, as far as it is written and read here. */
export interface TokenizerJSON {
  version: '1.0';
  truncation: null;
  padding: null;
  added_tokens: AddedTokenJSON[];
  normalizer: { type: string };
  pre_tokenizer: { type: string };
  post_processor: null;
  decoder: { type: string } | null;
  model: BpeModelJSON | WordLevelModelJSON;
}

export interface AddedTokenJSON {
  id: number;
  content: string;
  single_word: boolean;
  lstrip: boolean;
  rstrip: boolean;
  normalized: boolean;
  special: boolean;
}

export interface BpeModelJSON {
  type: 'BPE';
  dropout: null;
  unk_token: string;
  continuing_subword_prefix: null;
  end_of_word_suffix: null;
  fuse_unk: false;
  byte_fallback: false;
  ignore_merges: false;
  vocab: Record<string, number>;
  merges: [string, string][];
}

export interface WordLevelModelJSON {
  type: 'WordLevel';
  vocab: Record<string, number>;
  unk_token: string;
}

/** How text goes in and comes out, beside the model. */
export type Pipeline = Pick<TokenizerJSON, 'normalizer' | 'pre_tokenizer' | 'decoder'>;

/** A whole file, with the specials as added tokens so that other readers know them. */
export function tokenizerJson(
  { normalizer, pre_tokenizer, decoder }: Pipeline,
  model: TokenizerJSON['model'],
): TokenizerJSON {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL_TOKENS.map((content) => ({
      id: model.vocab[content],
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer,
    pre_tokenizer,
    post_processor: null,
    decoder,
    model,
  };
}

/** Ids by token, from tokens by id. */
export function vocabJson(tokens: readonly string[]): Record<string, number> {
  return Object.fromEntries(tokens.map((token, id) => [token, id]));
}
