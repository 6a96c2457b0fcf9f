import { badLine, cellsOf, graphLines, type NamedBytes } from './namedBytes.ts';

/** Class names by their numbers: lines of index and name, from 0 on; further columns are for people. */
export async function readClasses(file: NamedBytes): Promise<string[]> {
  const classes: string[] = [];
  for await (const { line, text } of graphLines(file, 'an index and a name a line')) {
    const [index, name] = cellsOf(text);
    if (line === 1 && index === 'index') continue;
    if (name === undefined || name === '') throw badLine(file.name, line, 'needs an index and a name');
    if (index !== String(classes.length)) {
      throw badLine(file.name, line, `classes must be numbered 0, 1, 2 ...; got ${index}`);
    }
    if (classes.includes(name)) throw badLine(file.name, line, `the class "${name}" is there twice`);
    classes.push(name);
  }
  return classes;
}
