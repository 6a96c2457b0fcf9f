/** Why causal forms have as many queries as keys. */
export const CAUSAL_ADVICE = 'It is causal: query i sees keys up to i.';
