export { attentionEntropy } from './attentionEntropy.ts';
export { type BleuScore, corpusBleu, formatBleu, type References, sentenceBleu } from './bleu.ts';
export { perplexity } from './perplexity.ts';
export { tokenize13a } from './tokenize13a.ts';
