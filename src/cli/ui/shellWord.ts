/** Text as one word of a command that is printed to be copied: in quotes where it needs them. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(text) ? text : `"${text.replace(/["$`]/g, '\\$&')}"`;
}

/** Values with each text among them as such a word. */
export function shellWords(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? shellWord(value) : value,
    ]),
  );
}
