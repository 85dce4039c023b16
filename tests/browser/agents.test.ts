/** A tool that a page offers to the browser's own agent, in a browser that has one. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentsPage } from './agents-page.js';
import { Chromium } from './engines/chromium.js';
import { PackageSite } from './package-site.js';

declare const agentsPage: AgentsPage;

describe('a tool for the agent of the browser', () => {
  let site: PackageSite<Chromium>;
  let page: Page;
  beforeAll(async () => {
    const chromium = await Chromium.start({ feature: 'WebMCPTesting' });
    site = await PackageSite.start(chromium, new URL('agents-page.ts', import.meta.url));
    page = await site.open();
  });
  afterAll(() => site?.stop());

  const run = (input: object) => page.evaluate((given) => agentsPage.run(given), input);

  it('is found and run by it, until it is taken back', async () => {
    expect(await page.evaluate(() => agentsPage.offer())).toBe('taken');
    expect(await page.evaluate(() => agentsPage.tools())).toEqual(['search_notes']);
    const { structuredContent } = JSON.parse(await run({ query: 'tide' }));
    expect(structuredContent.results).toMatchObject([{ properties: { text: 'Low tide at noon' } }]);
    const refused = JSON.parse(await run({ query: 'tide', limit: 'many' }));
    expect(refused).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('limit') }] });
    expect(await page.evaluate(() => agentsPage.run({ query: 'tide' }, true))).toBe('AbortError');
    expect(await page.evaluate(() => agentsPage.offer())).toMatch(/duplicate/i);
    await page.evaluate(() => agentsPage.takeBack());
    expect(await page.evaluate(() => agentsPage.tools())).toEqual([]);
  });
});
