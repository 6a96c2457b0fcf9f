import { defineConfig } from 'tsdown';

/** One entry for each published subpath, and the command line. */
const subpaths = [
  'attention',
  'data',
  'generation',
  'interop',
  'metrics',
  'models',
  'nn',
  'optim',
  'tasks',
  'tensor',
  'training',
  'viz',
];

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    node: 'src/node.ts',
    cli: 'src/cli/main.ts',
    ...Object.fromEntries(subpaths.map((name) => [name, `src/${name}/index.ts`])),
  },
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  dts: true,
  clean: true,
  // `#turbo` is something else in a page: see package.json.
  deps: { neverBundle: [/^node:/, '#turbo'] },
  // Apart from the entries: a part named like one of them would take its place.
  outputOptions: { chunkFileNames: 'parts/[name]-[hash].js' },
});
