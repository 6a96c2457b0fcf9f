// Runs heed in headless Chromium: an application that Vite built without configuration, from the package as it is
// published, then the library's own tests; each served with and without cross-origin isolation. Nothing is fetched from
// the network. Exits with 1 where something failed, with 2 where there is no Chromium.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { buildApplication, gzippedSize, installLibrary } from './buildApplications.ts';
import { buildSuites, findTestFiles } from './buildSuites.ts';
import { findChromium } from './findChromium.ts';
import { checkHost, type Host, hosts } from './hosts.ts';
import type { Failure, Report } from './report.ts';
import { serve } from './serve.ts';
import { Tab, type Visit } from './tab.ts';

/** Of any one page. */
const TIME_LIMIT_SECONDS = 115;
/** Of all scripts of a page, gzipped; 1 kB is 1000 bytes. */
const SIZE_LIMIT_KB = 120;

let failed = 0;
let now = 'building';
const outOfTime = () => {
  console.error(`not done after ${TIME_LIMIT_SECONDS} s: ${now}`);
  process.exit(1);
};
const limit = setTimeout(outOfTime, TIME_LIMIT_SECONDS * 1000).unref();

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

function fail(where: string, failures: readonly Failure[]): void {
  for (const { name, message } of failures) console.error(`FAILED ${where}: ${name}\n${message}\n`);
  failed += failures.length;
}

function describe(report: Report | null): string {
  if (report === null) return 'no report';
  const { build, threads } = report.host;
  return `build ${build}, threads: ${threads}`;
}

/** Opens a page, and tells of what did not pass. */
async function open(tab: Tab, where: string, url: string): Promise<Visit> {
  now = where;
  limit.refresh();
  const seen = await tab.visit(url);
  fail(where, seen.report?.failures ?? []);
  fail(
    where,
    seen.faults.map((message) => ({ name: 'the page', message })),
  );
  return seen;
}

async function runApplication(tab: Tab, host: Host, built: string): Promise<void> {
  const site = await serve(built, host.headers);
  const seen = await open(tab, host.name, site.origin);
  fail(host.name, checkHost(host, seen));
  console.log(`${host.name}: ${seen.report?.passed ?? 0} checks passed (${describe(seen.report)})`);
  site.close();
}

async function runTests(tab: Tab, host: Host, built: string, paths: readonly string[]): Promise<void> {
  const site = await serve(built, host.headers);
  const began = performance.now();
  let [passed, skipped, on] = [0, 0, ''];
  for (const path of paths) {
    const url = `${site.origin}/?${encodeURIComponent(path)}`;
    const { report } = await open(tab, `${host.name}: ${path}`, url);
    passed += report?.passed ?? 0;
    skipped += report?.skipped ?? 0;
    on = describe(report);
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const counts = `${passed} tests passed, ${skipped} skipped, in ${paths.length} files`;
  console.log(`${host.name}: ${counts} (${on}, ${seconds} s)`);
  site.close();
}

function checkSize(built: string): void {
  const size = kilobytes(gzippedSize(built));
  console.log(`all of tensors, autograd, layers and attention: ${size} gzipped, at most ${SIZE_LIMIT_KB} kB`);
  if (gzippedSize(built) > SIZE_LIMIT_KB * 1000) fail('size', [{ name: 'too large', message: size }]);
}

async function run(executablePath: string, folder: string): Promise<void> {
  installLibrary(folder);
  const application = await buildApplication('page', folder);
  const footprint = await buildApplication('footprint', folder);
  const { portable, nodeOnly } = findTestFiles();
  const suites = join(folder, 'suites');
  await buildSuites(portable, suites);

  const browser = await chromium.launch({ executablePath });
  console.log(`Chromium ${browser.version()}; left out, since they need Node: ${nodeOnly.length} test files`);
  checkSize(footprint);
  console.log(`the application's page: ${kilobytes(gzippedSize(application))} gzipped`);
  for (const host of hosts) {
    const tab = new Tab(browser);
    await runApplication(tab, host, application);
    if (host.tests) await runTests(tab, host, suites, portable);
    await tab.close();
  }
  await browser.close();
}

const executablePath = findChromium();
if (executablePath === null) {
  console.error(
    'No Chromium found. Install it (Debian: apt-get install chromium), or name it: CHROMIUM=/path/to/it',
  );
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'heed-browser-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await run(executablePath, folder);
if (failed > 0) {
  console.error(`${failed} failed`);
  process.exitCode = 1;
}
