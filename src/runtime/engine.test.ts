import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { canRevectorize } from './builds.ts';
import { configure, describeHost, HostError } from './index.ts';

const run = promisify(execFile);

/** What a fresh process says of its host, after `before`. */
async function hostOf(env: Record<string, string>, before = '') {
  const script = `import { configure, describeHost } from './src/runtime/index.ts'; ${before}
    console.log(JSON.stringify(describeHost()));`;
  const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script];
  const settings = { HEED_BUILD: '', HEED_THREADS: '', HEED_TURBO: '', ...env };
  const { stdout } = await run(process.execPath, flags, { env: { ...process.env, ...settings } });
  return JSON.parse(stdout);
}

it('picks a build and threads by itself, and no turbo', async () => {
  const host = await hostOf({});
  expect(host.build).toMatch(/^[nr]8$/);
  expect(host.turbo).toBeNull();
  expect(host.threads).toBeGreaterThanOrEqual(1);
});

it('takes the environment, and rather what configure says', async () => {
  const environment = { HEED_BUILD: 'n8', HEED_THREADS: '3' };
  expect(await hostOf(environment)).toMatchObject({ build: 'n8', threads: 3 });
  expect(await hostOf(environment, 'configure({ threads: 1 });')).toMatchObject({ build: 'n8', threads: 1 });
});

it('runs r16 where turbo passes its check, and r8 without a word where not', async () => {
  const host = await hostOf({ HEED_TURBO: '1' });
  expect(host.turbo).toEqual(expect.any(String));
  if (canRevectorize()) expect(host.turbo).toMatch(/r8|results/);
  else expect(host.build).not.toBe('r16');
  const off = await hostOf({ HEED_TURBO: '1' }, 'configure({ turbo: false });');
  expect(off).toMatchObject({ turbo: null, build: expect.stringMatching(/^[nr]8$/) });
});

it('says what cannot be', async () => {
  expect(() => configure({ threads: 0 })).toThrow('threads must be a whole number from 1 to 64; got 0');
  expect(() => configure({ build: 'x9' as 'n8' })).toThrow('build must be one of n8, r8, r16; got x9');
  await expect(hostOf({ HEED_THREADS: 'many' })).rejects.toThrow('threads must be a whole number');
  describeHost();
  expect(() => configure({ threads: 1 })).toThrow(HostError);
});
