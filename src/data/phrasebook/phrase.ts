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
  return words.filter((word) => word).join(' ');
}

/** Phrases one after the other, in the same order in both languages. */
export function joinPhrases(...phrases: (Phrase | undefined)[]): Phrase {
  return {
    french: joinWords(...phrases.map((part) => part?.french)),
    english: joinWords(...phrases.map((part) => part?.english)),
  };
}
