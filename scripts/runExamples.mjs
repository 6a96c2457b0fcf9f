// Runs every program in examples/ and every TypeScript block of the README, the tour and the page of mechanisms, as a reader would, on
// the built package. What is translated holds the same programs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const examples = readdirSync('examples')
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join('examples', file));

const documents = ['README.md', 'docs/attention.md', 'docs/mechanisms.md'];
const programsOf = (document) =>
  [...readFileSync(document, 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
for (const document of documents) {
  const translation = document.replace(/\.md$/, '.zh-CN.md');
  if (!existsSync(translation)) continue;
  const [programs, translated] = [document, translation].map((file) => programsOf(file));
  for (let i = 0; i < Math.max(programs.length, translated.length); i++) {
    if (programs[i] !== translated[i])
      throw new Error(`${translation}: TypeScript block ${i + 1} is not that of ${document}`);
  }
}

// Inside the project, so that `heed` is found by its own name.
const scratch = mkdtempSync('.readme-');
const blocks = documents.flatMap((document) =>
  programsOf(document).map((code, i) => {
    const file = join(scratch, `${document.replace(/\W/g, '-')}-${i + 1}.ts`);
    writeFileSync(file, code);
    return file;
  }),
);

let failed = 0;
try {
  for (const file of [...examples, ...blocks]) {
    const { status, stdout, stderr } = spawnSync('node_modules/.bin/node', [file], {
      encoding: 'utf8',
      timeout: 120_000,
    });
    console.log(`${status === 0 ? 'ran' : 'FAILED'}  ${file}`);
    if (status !== 0 || stdout.trim() === '') {
      failed++;
      console.error(stdout + stderr);
    }
  }
} finally {
  rmSync(scratch, { recursive: true });
}
for (const document of documents) {
  if (programsOf(document).length === 0) throw new Error(`${document} has no TypeScript example`);
}
process.exit(failed === 0 ? 0 : 1);
