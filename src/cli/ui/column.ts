import type { Column } from '../../data/index.ts';

/** For options that take the number of a column, or its name. */
export const column = (text: string): Column => (/^\d+$/.test(text) ? Number(text) : text);
