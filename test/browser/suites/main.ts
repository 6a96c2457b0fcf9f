// Runs one test file, the one named after the `?`, as vitest would: each has a page to itself, as it has a worker in Node.

import { testFiles } from 'virtual:test-files';
import { startTests, type VitestRunner } from '@vitest/runner';
import { getFullName, getTasks, getTests } from '@vitest/runner/utils';
import { type BuildName, configure, describeHost } from '../../../src/runtime/index.ts';
import { matmul, tidy, zeros } from '../../../src/tensor/index.ts';
import type { Report } from '../report.ts';
import { workersJoin } from './workersJoin.ts';

const runner: VitestRunner = {
  importFile: (path) => testFiles[path](),
  config: {
    root: '',
    name: undefined,
    setupFiles: [],
    passWithNoTests: false,
    testNamePattern: undefined,
    allowOnly: true,
    sequence: { seed: 0, hooks: 'stack', setupFiles: 'list' },
    chaiConfig: undefined,
    maxConcurrency: 1,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    retry: 0,
    includeTaskLocation: false,
    tags: [],
    tagsFilter: undefined,
    strictTags: false,
  },
};

async function run(path: string): Promise<Report> {
  const large = zeros([512, 512]);
  tidy(() => matmul(large, large));
  large.dispose();
  await workersJoin(describeHost);
  const files = await startTests([path], runner);
  const states = getTests(files).map((test) => test.result?.state);
  const passed = states.filter((state) => state === 'pass').length;
  const failed = states.filter((state) => state === 'fail').length;
  const failures = getTasks(files).flatMap((task) =>
    (task.result?.errors ?? []).map(({ message, diff }) => ({
      name: getFullName(task, ' > '),
      message: diff ? `${message}\n${diff}` : message,
    })),
  );
  return { passed, skipped: states.length - passed - failed, failures, host: describeHost() };
}

// As in Node, the environment may name another build: the one that made this page puts its setting here.
configure({ build: process.env.HEED_BUILD as BuildName | undefined });
globalThis.heedReport = run(decodeURIComponent(location.search.slice(1)));
