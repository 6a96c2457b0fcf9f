/** What stays together, the first that fits winning: a mark by itself is the last resort. */
const patterns = [
  // Addresses, but for the mark after them.
  String.raw`(?:https?://|www\.)[^\s<>"]*[^\s<>"'.,;:!?)\]]`,
  String.raw`[\p{L}\p{N}][\p{L}\p{N}._+-]*@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`,
  // Faces and rows of dots or lines.
  String.raw`(?<![^\s])[:;]['-]?[()DPp](?![\p{L}\p{N}])`,
  String.raw`\.{2,}|-{2,}|_{2,}|\*{2,}|={2,}`,
  // Abbreviations keep their point: U.S., e.g., Dr.
  String.raw`(?:\p{L}\.){2,}`,
  String.raw`(?:Mr|Mrs|Ms|Dr|St|Prof|Gen|Sen|Rep|Gov|Jr|Sr|Inc|Corp|Co|Ltd|vs|etc|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.`,
  // Telephone numbers; then times, dates, amounts, ordinals.
  String.raw`\p{N}+(?:-\p{N}+){2,}`,
  String.raw`\p{N}+(?:[.,:/]\p{N}+)*\p{L}*`,
  // Prefixes stay with their word, other parts of a compound stand by themselves.
  String.raw`(?:e|co|non|pre|post|semi|anti|multi|re|ex)-\p{L}+`,
  String.raw`\p{L}[\p{L}\p{M}\p{N}]*(?:['’]\p{L}+)*`,
  String.raw`['’](?:s|m|d|re|ve|ll)(?!\p{L})`,
  String.raw`\S`,
];
const token = new RegExp(patterns.join('|'), 'giu');

/** Two words written as one: do|n't, I|'m, can|not, gon|na. */
const contraction =
  /^(.+)(n['’]t)$|^(.*[^'’])(['’](?:s|m|d|re|ve|ll))$|^(can)(not)$|^(gon|wan)(na)$|^(got)(ta)$/iu;

function splitContraction(word: string): string[] {
  const parts = contraction
    .exec(word)
    ?.slice(1)
    .filter((part) => part !== undefined);
  return parts ?? [word];
}

/**
 * The words of an English text in the manner of the Penn Treebank, which the English Universal Dependencies follow
 * (Silveira et al., 2014): marks and contractions stand apart, `I don't.` gives `I` `do` `n't` `.`, and so do the parts
 * of a compound with hyphens.
 */
export function treebankWords(text: string): string[] {
  return (text.match(token) ?? []).flatMap(splitContraction);
}
