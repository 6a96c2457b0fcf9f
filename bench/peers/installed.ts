import { readFileSync } from 'node:fs';

/** A package of bench/package.json. It need not be installed for types to be checked: `T` says what is used of it. */
export async function load<T>(name: string): Promise<T> {
  return (await import(name)) as T;
}

export function versionOf(name: string): string {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
