/** The page, served and open to visits in one Chromium for all tests of a file. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { serve } from '../../scripts/serve.mjs';
import { Chromium } from './engines/chromium.js';

/** Serves the page while the tests of the file that calls this run. */
export function demoSite() {
  let server: Awaited<ReturnType<typeof serve>>;
  let browser: Chromium;
  beforeAll(async () => {
    server = await serve();
    browser = await Chromium.start();
  });
  afterAll(async () => {
    await browser?.stop();
    await server?.close();
  });
  return {
    /** Where it is served; known once the tests run. */
    url: () => server.url,
    browser: () => browser,
    /** A visit to it, at a place that its address names. */
    open: (hash: string) => browser.open(`${server.url}${hash}`),
  };
}

/** What the first such element says. */
export const text = (page: Page, selector: string) => page.locator(selector).first().textContent();
