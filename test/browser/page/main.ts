// An application as anyone would write it: no configuration, the library imported by its published names.
import { describeHost } from 'heed';
import { matmul, tidy, zeros } from 'heed/tensor';
import type { Report } from '../report.ts';
import { checks } from './checks.ts';

async function run(): Promise<Report> {
  // The first large product calls for workers, and reading results lets them join.
  const large = zeros([512, 512]);
  await tidy(() => matmul(large, large)).data();
  const failures = [];
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
    } catch (error) {
      failures.push({ name, message: String(error) });
    }
  }
  const passed = Object.keys(checks).length - failures.length;
  return { passed, skipped: 0, failures, host: describeHost() };
}

globalThis.heedReport = run();
