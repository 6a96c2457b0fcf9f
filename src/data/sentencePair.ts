/** A sentence and its translation. */
export type SentencePair = { source: string; target: string };
