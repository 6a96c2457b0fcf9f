import type { Browser, ConsoleMessage, Page } from 'playwright-core';
import type { Report } from './report.ts';

const LIMIT_SECONDS = 40;

export interface Visit {
  /** Null where none came; the faults say why. */
  readonly report: Report | null;
  /** What went wrong outside of the page's own checks. */
  readonly faults: readonly string[];
  /** What the page warned of on its console. */
  readonly warnings: readonly string[];
}

/** A browser's tab. Each visit has a document, and so an engine, of its own. */
export class Tab {
  readonly #browser: Browser;
  #page: Page | null = null;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Goes to an address and waits for the page's report. */
  async visit(url: string): Promise<Visit> {
    this.#page ??= await this.#browser.newPage();
    const page = this.#page;
    const said: ConsoleMessage[] = [];
    const faults: string[] = [];
    page.on('console', (message) => said.push(message));
    page.on('pageerror', (error) => faults.push(error.message));
    const texts = (type: string) => said.filter((line) => line.type() === type).map((line) => line.text());
    try {
      const report = await Promise.race([readReport(page, url), limit()]);
      return { report, faults, warnings: texts('warning') };
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error), ...texts('error'));
      // It may hang; the next visit gets another.
      await this.close();
      return { report: null, faults, warnings: texts('warning') };
    } finally {
      page.removeAllListeners();
    }
  }

  async close(): Promise<void> {
    await this.#page?.close();
    this.#page = null;
  }
}

async function readReport(page: Page, url: string): Promise<Report> {
  await page.goto(url, { timeout: 0 });
  const report = await page.evaluate(async () => {
    const report = await globalThis.heedReport;
    // What was thrown beside the tests comes before the report.
    await new Promise((resolve) => setTimeout(resolve));
    return report;
  });
  if (report === undefined) throw new Error('the script of the page did not run');
  return report;
}

function limit(): Promise<never> {
  return new Promise((_, reject) => {
    const late = () => reject(new Error(`no report after ${LIMIT_SECONDS} s`));
    setTimeout(late, LIMIT_SECONDS * 1000).unref();
  });
}
