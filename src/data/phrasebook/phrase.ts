/** The same piece of a sentence in both languages. */
export interface Phrase {
  readonly french: string;
  readonly english: string;
}

export function phrase(french: string, english: string): Phrase {
  return { french, english };
}

/** Words with one space between them; what is empty or missing leaves no trace. */
export function joinWords(...words: (string | undefined)[]): string {
  let joined = '';
  for (const word of words) {
    if (word) joined += joined ? ` ${word}` : word;
  }
  return joined;
}

/** Phrases one after the other, in the same order in both languages. */
export function joinPhrases(...phrases: (Phrase | undefined)[]): Phrase {
  let french = '';
  let english = '';
  for (const part of phrases) {
    french = joinWords(french, part?.french);
    english = joinWords(english, part?.english);
  }
  return { french, english };
}
