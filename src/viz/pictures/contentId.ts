/**
 * A name for an element of a picture by what it holds: the same content has the same name, so that pictures are drawn the same
 * each time, and different ones on a page differ (FNV-1a, 32 bits).
 */
export function contentId(kind: string, content: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < content.length; i++) hash = Math.imul(hash ^ content.charCodeAt(i), 0x01000193);
  return `${kind}-${(hash >>> 0).toString(36)}`;
}
