/**
 * The first key that stands twice in one object of this JSON text, or undefined. `JSON.parse` would silently keep the
 * last. The text must be valid JSON.
 */
export function duplicateKey(json: string): string | undefined {
  const objects: Set<string>[] = [];
  for (const [, string, colon, bracket] of json.matchAll(/("(?:[^"\\]|\\.)*")\s*(:)?|([{}])/g)) {
    if (bracket === '{') objects.push(new Set());
    else if (bracket === '}') objects.pop();
    else if (colon) {
      const keys = objects[objects.length - 1];
      const key: string = JSON.parse(string);
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}
