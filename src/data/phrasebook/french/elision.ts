/** A vowel or a mute h; "huit" and "onze" take no elision, and "y" counts as a vowel before a consonant or alone. */
const VOWEL_SOUND = '(?!huit|onze)(?:[aeiouâàéèêëîïôùûœh]|y(?![aeiou]))';
const STARTS_WITH_VOWEL_SOUND = new RegExp(`^${VOWEL_SOUND}`, 'i');
const ELIDED = new RegExp(
  `(?<![^ ])(?:(?:(j|m|t|s|n|d|c|qu)e|(l)[ea]) (?=${VOWEL_SOUND})|(s)i (?=ils?\\b))`,
  'gi',
);
const CONTRACTED = /(?<![^ ])(à|de) (les?) /g;
const CONTRACTIONS: Record<string, string> = {
  'à le': 'au ',
  'à les': 'aux ',
  'de le': 'du ',
  'de les': 'des ',
};

/** Does an elided word or a special form (l', cet, mon amie, bel) stand before this word? */
export function startsWithVowelSound(word: string): boolean {
  return STARTS_WITH_VOWEL_SOUND.test(word);
}

/**
 * Elision first ("de le eau" is "de l'eau"), then contraction ("de le pain" is "du pain"). Sentences are put together
 * from whole words and pass through here once, at the end.
 */
export function elideAndContract(text: string): string {
  return text
    .replace(ELIDED, "$1$2$3'")
    .replace(CONTRACTED, (_, preposition, article) => CONTRACTIONS[`${preposition} ${article}`]);
}
