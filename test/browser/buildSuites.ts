import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build, type Plugin } from 'vite';

const TEST_FILES = 'virtual:test-files';

export interface TestFiles {
  /** Run in the page. */
  readonly portable: readonly string[];
  /** Those that import from Node. */
  readonly nodeOnly: readonly string[];
}

/** The tests of what computes: the rest is the same on every host. */
export function findTestFiles(): TestFiles {
  const all = globSync('src/{tensor,nn,optim,attention,models}/**/*.test.ts').map((path) =>
    path.replaceAll('\\', '/'),
  );
  const nodeOnly = all.filter((path) => /from 'node:/.test(readFileSync(path, 'utf8')));
  return { portable: all.filter((path) => !nodeOnly.includes(path)).sort(), nodeOnly };
}

function testFilesModule(paths: readonly string[]): Plugin {
  const entries = paths.map(
    (path) => `${JSON.stringify(path)}: () => import(${JSON.stringify(resolve(path))}),`,
  );
  return {
    name: 'test-files',
    resolveId: (id) => (id === TEST_FILES ? `\0${id}` : null),
    load: (id) => (id === `\0${TEST_FILES}` ? `export const testFiles = {\n${entries.join('\n')}\n};` : null),
  };
}

/** Builds the page that runs test files, from the very files that run in Node. */
export async function buildSuites(paths: readonly string[], outDir: string): Promise<void> {
  await build({
    root: 'test/browser/suites',
    configFile: false,
    logLevel: 'warn',
    plugins: [testFilesModule(paths)],
    resolve: { alias: { vitest: resolve('test/browser/suites/vitest.ts') } },
    define: { 'process.env.HEED_BUILD': JSON.stringify(process.env.HEED_BUILD) ?? 'undefined' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'esnext',
      minify: false,
      chunkSizeWarningLimit: 10_000,
      // A test file is all side effects, whatever package.json says of the library.
      rolldownOptions: { treeshake: false },
    },
  });
}
