import { observeAttention } from '../../attention/index.ts';
import type { Tokenizer } from '../../data/index.ts';
import { type DecodingStrategy, generate, greedy } from '../../generation/index.ts';
import { type SequenceToSequence, tokenBatch } from '../../models/index.ts';
import { noGrad, tidy, ValueError } from '../../tensor/index.ts';
import { EventLoopTurns } from '../../training/index.ts';
import type { TokenAttention } from '../../viz/index.ts';
import { attentionViews } from '../attentionViews.ts';
import { type ObservedView, sidesOf } from './observedView.ts';
import { wordMap } from './wordMap.ts';

export interface Translation {
  readonly source: string;
  readonly target: string;
  /** log p(target | source), summed over its tokens. */
  readonly score: number;
  /** What was generated, without the end. */
  readonly tokens: readonly number[];
  /** Tokens that were generated, the end included. */
  readonly tokenCount: number;
  /** Which words came from which; null unless asked for, or when the model has no attention. */
  readonly map: TokenAttention | null;
}

export interface TranslateOptions {
  /** How to search for the translation; greedy by default. */
  readonly strategy?: DecodingStrategy;
  readonly needAttention?: boolean;
  /** Sentences that are worked on side by side. */
  readonly batchSize?: number;
  /** Called after each batch with the number of sentences done. */
  readonly onProgress?: (done: number) => void;
}

/** A model together with the tokenizer it was trained with: sentences in, sentences out. */
export class Translator {
  readonly model: SequenceToSequence;
  readonly tokenizer: Tokenizer;

  constructor(model: SequenceToSequence, tokenizer: Tokenizer) {
    this.model = model;
    this.tokenizer = tokenizer;
  }

  /** The tokens of a sentence as the model reads them, ends included. */
  encode(sentence: string): number[] {
    const { tokenizer } = this;
    return [tokenizer.bosId, ...tokenizer.encode(sentence), tokenizer.eosId];
  }

  /** What keeps a sentence from being translated, in words; null if nothing does. */
  refuse(sentence: string): string | null {
    const length = this.encode(sentence).length;
    const { maxLength } = this.model;
    return length <= maxLength
      ? null
      : `the sentence has ${length} tokens; this model reads ${maxLength} at the most. Split it up.`;
  }

  /**
   * Translates sentences, those of like length side by side. A sentence of nothing but white space gives an empty one.
   *
   * @throws ValueError if a sentence is longer than the model reads; `refuse` tells in advance.
   */
  async translate(sentences: readonly string[], options: TranslateOptions = {}): Promise<Translation[]> {
    const { batchSize = 64, onProgress } = options;
    const results = new Array<Translation>(sentences.length);
    const encoded = sentences.map((sentence, index) => ({ index, sentence, ids: this.encode(sentence) }));
    for (const { sentence, index } of encoded) {
      const why = this.refuse(sentence);
      if (why !== null) throw new ValueError(`translate: sentence ${index + 1}: ${why}`);
      if (sentence.trim() === '')
        results[index] = { source: sentence, target: '', score: 0, tokens: [], tokenCount: 0, map: null };
    }
    const work = encoded
      .filter(({ index }) => results[index] === undefined)
      .sort((a, b) => a.ids.length - b.ids.length);
    const turns = new EventLoopTurns();
    for (let start = 0; start < work.length; start += batchSize) {
      await turns.giveIfDue();
      const batch = work.slice(start, start + batchSize);
      const translations = await this.#translateBatch(batch, options);
      batch.forEach(({ index }, i) => {
        results[index] = translations[i];
      });
      onProgress?.(start + batch.length);
    }
    return results;
  }

  /**
   * Translates a sentence, and says where each layer of the model looked as it read and wrote: rows are the tokens that were
   * written, or read, and columns those that were looked at.
   *
   * @throws ValueError as `translate`, and for a sentence without a word.
   */
  async observe(
    sentence: string,
    { strategy = greedy() }: Pick<TranslateOptions, 'strategy'> = {},
  ): Promise<{ translation: Translation; views: ObservedView[] }> {
    const [translation] = await this.translate([sentence], { strategy, needAttention: true });
    if (translation.tokenCount === 0) throw new ValueError('observe: the sentence has no word to translate');
    const { model, tokenizer } = this;
    const source = this.encode(sentence);
    const written = [...translation.tokens, tokenizer.eosId];
    const read = [tokenizer.bosId, ...written.slice(0, -1)];
    const { maps } = observeAttention(model, () =>
      noGrad(() =>
        tidy(() => {
          model.forward(tokenBatch([source], tokenizer.padId), tokenBatch([read], tokenizer.padId));
        }),
      ),
    );
    const names = {
      source: tokenizer.tokens(source),
      read: tokenizer.tokens(read),
      written: tokenizer.tokens(written),
    };
    const views = attentionViews(maps).map((view) => ({ ...view, ...sidesOf(view, names) }));
    return { translation, views };
  }

  async #translateBatch(
    batch: readonly { sentence: string; ids: number[] }[],
    { strategy = greedy(), needAttention = false }: TranslateOptions,
  ): Promise<Translation[]> {
    const { model, tokenizer } = this;
    const source = tokenBatch(
      batch.map(({ ids }) => ids),
      tokenizer.padId,
    );
    try {
      const { padId, bosId, eosId } = tokenizer;
      const generated = await generate(model, source, { strategy, padId, bosId, eosId, needAttention });
      return generated.map((result, i) => ({
        source: batch[i].sentence,
        target: tokenizer.decode(result.tokens),
        score: result.score,
        tokens: result.tokens,
        tokenCount: result.tokens.length + (result.finished ? 1 : 0),
        map: result.attention && this.#wordMap(batch[i].ids, result.tokens, result.attention),
      }));
    } finally {
      source.ids.dispose();
    }
  }

  /** Without the ends of either sentence: people look at words. */
  #wordMap(
    source: readonly number[],
    target: readonly number[],
    attention: readonly ArrayLike<number>[],
  ): TokenAttention {
    const words = source.slice(1, -1);
    const rows = target.map((_, t) => Array.from({ length: words.length }, (_, s) => attention[t][s + 1]));
    return wordMap(this.tokenizer, words, target, rows);
  }
}
