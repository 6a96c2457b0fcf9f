/** Written with a vowel but spoken with a consonant, or the other way round. */
const A_BEFORE = /^(uni|use|one|euro)/;
const AN_BEFORE = /^(hour|honest)/;

/** "a" becomes "an" before a vowel sound, in a sentence put together from whole words. */
export function fitArticles(text: string): string {
  return text.replace(/(?<![^ ])a (?=([\w-]+))/g, (article, next: string) =>
    AN_BEFORE.test(next) || (/^[aeiou]/i.test(next) && !A_BEFORE.test(next)) ? 'an ' : article,
  );
}
