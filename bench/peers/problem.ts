/** What keeps one contest from being held; the others go on. */
export class Problem extends Error {}
