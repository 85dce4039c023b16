import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../scripts/serve.mjs';
import { Chromium } from './engines/chromium.js';

const SAMPLE = 'first humans to walk on the moon';
const SAMPLE_JA = '月に着陸した宇宙船';

describe('the demo page', () => {
  let server: Awaited<ReturnType<typeof serve>>;
  let browser: Chromium;
  let page: Page;
  beforeAll(async () => {
    server = await serve();
    browser = await Chromium.start();
    page = await browser.open(server.url);
  });
  afterAll(async () => {
    await browser?.stop();
    await server?.close();
  });

  const ready = () => page.waitForSelector('body[data-ready="779"]', { timeout: 60_000 });
  const titles = (kind: string) => page.locator(`#${kind} li h3 span`).allTextContents();

  it('stores its texts on the first visit', async () => {
    await ready();
    expect(await page.locator('#samples button').count()).toBe(24);
    expect(await page.locator('#stored').textContent()).toContain('779');
  });

  it('answers a sample in three ways, with times', async () => {
    await page.getByRole('button', { name: SAMPLE }).click();
    await page.waitForSelector('#results:not([hidden])');
    for (const kind of ['bm25', 'maxsim', 'hybrid']) {
      expect(await titles(kind), kind).toHaveLength(5);
      expect(await page.locator(`#${kind} output`).textContent(), kind).toMatch(/^\d+\.\d ms$/);
    }
    expect((await titles('maxsim'))[0]).toContain('Apollo 11');
  });

  it('answers a typed query with BM25 alone, and says so', async () => {
    await page.fill('#query', 'penguins');
    await page.press('#query', 'Enter');
    await expect.poll(() => page.locator('#status').textContent()).toContain('no encoder');
    expect(await titles('maxsim')).toEqual([]);
    expect(await page.locator('#maxsim li').textContent()).toContain('Choose a sample');
  });

  it('speaks Japanese, and keeps language and data over a reload', async () => {
    await page.getByRole('button', { name: '日本語' }).click();
    expect(await page.locator('header p').textContent()).toContain('サーバーはありません');
    const fetched: string[] = [];
    page.on('request', (request) => fetched.push(request.url()));
    await page.reload();
    await ready();
    expect(await page.locator('html').getAttribute('lang')).toBe('ja');
    // The documents' vectors are in the browser already.
    expect(fetched.filter((url) => url.includes('dvec'))).toEqual([]);
    await page.getByRole('button', { name: SAMPLE_JA }).click();
    await expect.poll(() => titles('maxsim')).toHaveLength(5);
    expect(browser.errors).toEqual([]);
  });
});
