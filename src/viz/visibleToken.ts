/** Override or isolate the direction of what follows, beyond the token's own end. */
const DIRECTION_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * A token as it can be shown in one line, whatever it holds: white space alone is made visible, and control characters
 * (which could steer the terminal) become their pictures.
 */
export function visibleToken(token: string): string {
  if (token.trim() === '') return '␣';
  return token.replace(DIRECTION_CONTROLS, '').replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (control) => {
    const code = control.codePointAt(0)!;
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : '�';
  });
}
