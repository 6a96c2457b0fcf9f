/** How often each item comes up in the texts, in the order of first sight. */
export function countItems(
  texts: Iterable<string>,
  items: (text: string) => readonly string[],
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) for (const item of items(text)) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
