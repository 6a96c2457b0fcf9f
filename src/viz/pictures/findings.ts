import { strongestAt, type TokenAttention } from '../tokenAttention.ts';
import { visibleToken } from '../visibleToken.ts';

/** A listener does not want more. */
const MOST = 24;

/** What a map shows, in words: for each target word the source word it looked at most, and how much. */
export function findings({ source, target, weights }: TokenAttention): string {
  const sentences = target.slice(0, MOST).map((word, l) => {
    const s = strongestAt(weights[l]);
    const reader = `‘${visibleToken(word)}’`;
    if (!(weights[l][s] > 0)) return `${reader} looks at nothing`;
    return `${reader} looks mostly at ‘${visibleToken(source[s])}’ (${weightText(weights[l][s])})`;
  });
  const rest = target.length - sentences.length;
  return `${sentences.join(', ')}${rest > 0 ? `, and so on for ${rest} more` : ''}.`;
}

/** `1 node`, `2 nodes`. */
export function counted(count: number, thing: string, things = `${thing}s`): string {
  return `${count} ${count === 1 ? thing : things}`;
}

/** `0.83`, `120`, `0.0012`: two digits at least, as far as they matter. */
export function weightText(weight: number): string {
  const size = Math.abs(weight);
  if (size >= 100) return String(Math.round(weight));
  if (size > 0 && size < 0.0001) return weight > 0 ? '<0.0001' : '>-0.0001';
  return size >= 0.1 || size === 0 ? weight.toFixed(2) : String(Number(weight.toPrecision(2)));
}
