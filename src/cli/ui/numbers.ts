import { InvalidArgumentError } from 'commander';

function parse(text: string, accepts: (n: number) => boolean, what: string): number {
  const n = Number(text);
  if (text.trim() === '' || !accepts(n)) throw new InvalidArgumentError(`It must be ${what}.`);
  return n;
}

/** For options that take a whole number from 1 on. */
export function positiveInteger(text: string): number {
  return parse(text, (n) => Number.isInteger(n) && n >= 1, 'a whole number of at least 1');
}

/** For options that take a whole number from 0 on. */
export function wholeNumber(text: string): number {
  return parse(text, (n) => Number.isInteger(n) && n >= 0, 'a whole number');
}

/** For options that take any number above 0. */
export function positiveNumber(text: string): number {
  return parse(text, (n) => Number.isFinite(n) && n > 0, 'a number above 0');
}

/** For options that take a share, from 0 up to but not including 1. */
export function fraction(text: string): number {
  return parse(text, (n) => n >= 0 && n < 1, 'at least 0 and below 1');
}

/** For options that take a share, up to the whole. */
export function zeroToOne(text: string): number {
  return parse(text, (n) => n >= 0 && n <= 1, 'from 0 to 1');
}

/** For options that take any number from 0 on. */
export function zeroOrMore(text: string): number {
  return parse(text, (n) => Number.isFinite(n) && n >= 0, 'a number of at least 0');
}
