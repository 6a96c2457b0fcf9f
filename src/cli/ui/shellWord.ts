/** Text as one word of a command that is printed to be copied: in quotes where it needs them. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(text) ? text : `"${text.replace(/["$`]/g, '\\$&')}"`;
}
