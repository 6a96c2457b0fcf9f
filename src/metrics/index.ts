export { accuracy } from './accuracy.ts';
export { attentionEntropy } from './attentionEntropy.ts';
export { type BleuScore, corpusBleu, formatBleu, type References, sentenceBleu } from './bleu.ts';
export { type Confusion, confusion } from './confusion.ts';
export { type F1Score, f1Scores, macroF1 } from './f1.ts';
export { perplexity } from './perplexity.ts';
export { tokenize13a } from './tokenize13a.ts';
