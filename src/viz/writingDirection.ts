const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const LETTER = /\p{L}/u;

/** Whether a sentence is written from right to left: as its first letter is. */
export function isRightToLeft(words: readonly string[]): boolean {
  const first = words.join('').match(LETTER)?.[0];
  return first !== undefined && RIGHT_TO_LEFT.test(first);
}
