/** NFKC (Unicode Standard Annex 15); half a surrogate pair, which no file could hold, becomes U+FFFD. */
export function normalizeText(text: string): string {
  return text.normalize('NFKC').replace(/\p{Surrogate}/gu, '\ufffd');
}
