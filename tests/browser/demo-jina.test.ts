/** The page with the visitor's key for Jina, whose answers are stood in for. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { demoSite, text } from './demo-site.js';

const { open, url, browser } = demoSite();

describe('Jina, asked with the visitor’s key', () => {
  const DIMENSIONS = 16;
  /** A unit vector, the same for the same word. */
  function row(word: string): number[] {
    const seed = [...word].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 9973, 7);
    const values = Array.from({ length: DIMENSIONS }, (_, i) => Math.sin(seed * (i + 1)));
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  }
  /**
   * Stands in for api.jina.ai: a row for each word of a text, and for a picture one per patch and some more.
   * @param before what each answer waits for
   */
  async function standIn(page: Page, before: (asked: number) => Promise<void> | undefined = () => undefined) {
    const asked: { url: string; authorization: string | undefined; body: Record<string, unknown> }[] = [];
    await page.route('https://api.jina.ai/**', async (route) => {
      const request = route.request();
      const body = request.postDataJSON() as { input: (string | { image?: string; text?: string })[] };
      asked.push({ url: request.url(), authorization: request.headers().authorization, body });
      const data = body.input.map((one, index) => {
        if (typeof one === 'object' && one.image) {
          return { index, embeddings: Array.from({ length: 26 * 20 + 8 }, (_, i) => row(String(i))) };
        }
        const words = (typeof one === 'string' ? one : one.text!).toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [''];
        return { index, embeddings: words.map(row) };
      });
      await before(asked.length);
      // a request that was given up takes no answer
      await route.fulfill({ json: { data }, headers: { 'access-control-allow-origin': '*' } }).catch(() => undefined);
    });
    return asked;
  }

  it('embeds the passages of the first screen once, to answer what is typed there by MaxSim', {
    timeout: 120_000,
  }, async () => {
    const page = await open('#search?q=animal+farm+novella');
    let go = () => {};
    const stopped = new Promise<void>((resolve) => {
      go = resolve;
    });
    const asked = await standIn(page, (count) => (count === 3 ? stopped : undefined));
    const inputs = (kind: string) =>
      asked.filter(({ body }) => body.input_type === kind).flatMap(({ body }) => body.input as string[]);
    const summary = () => text(page, '.summary');
    const status = () => text(page, '.jina [role=status]');
    await expect.poll(summary).toMatch(/^BM25/);
    await page.getByText('Or let Jina make them, with your key').click();
    await page.locator('.jina input[type=password]').fill('jina_secret');
    await page.getByRole('button', { name: 'Embed the passages with Jina' }).click();
    await expect.poll(status).toBe('Embedded 64 of 779');
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect.poll(status).toMatch(/^Stopped/);
    go();
    expect(await summary()).toMatch(/^BM25/);
    // the batch that was given up is asked for again, and nothing else
    const givenUp = asked.pop()!;
    await page.getByRole('button', { name: 'Embed the passages with Jina' }).click();
    await expect.poll(summary, { timeout: 60_000 }).toMatch(/^MaxSim/);
    expect(inputs('document')).toHaveLength(779);
    expect(new Set(inputs('document')).size).toBe(779);
    expect(inputs('document')).toContain((givenUp.body.input as string[])[0]);
    expect(inputs('query')).toEqual(['animal farm novella']);
    expect(await text(page, '.hit-title')).toBe('Animal Farm');
    // Jina does not say what its vectors stand for
    expect(await page.locator('.warp button').allTextContents()).toEqual(['1', '2', '3']);

    await page.locator('#query').press('End');
    await page.locator('#query').pressSequentially(' by Orwell', { delay: 20 });
    await expect.poll(summary).toMatch(/^BM25/);
    await expect.poll(summary).toMatch(/^MaxSim/);
    expect(inputs('query').slice(1)).toEqual(['animal farm novella by Orwell']);
    await page.getByRole('link', { name: 'Take this score apart' }).click();
    await expect.poll(() => page.locator('.percent').count()).toBe(5);
    expect(new Set(asked.map(({ url }) => url))).toEqual(new Set(['https://api.jina.ai/v1/multi-vector']));
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer jina_secret']));
    expect(page.url()).not.toContain('jina_secret');
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain('secret');

    // the vectors are kept, the key is not
    await page.goto(`${url()}#search?q=constitution`);
    await page.reload();
    await expect.poll(summary).toMatch(/^BM25/);
    await page.getByText('Or let Jina make them, with your key').click();
    await page.locator('.jina input[type=password]').fill('jina_secret');
    await page.locator('.jina input[type=password]').press('Enter');
    await expect.poll(summary).toMatch(/^MaxSim/);
    expect(inputs('document')).toHaveLength(779);
    await page.getByRole('link', { name: 'Your data' }).click();
    await page.getByRole('button', { name: 'Remove everything' }).click();
    await page.getByRole('button', { name: 'Click again to remove everything' }).click();
    await page.getByRole('link', { name: 'Search', exact: true }).click();
    await page.fill('#query', 'mosses');
    await expect.poll(() => page.getByText('Or let Jina make them, with your key').isVisible()).toBe(true);
    await page.close();
  });

  it('embeds the pictures of pages as a grid of patches, and says that it is one', async () => {
    const page = await open('#pages');
    const asked = await standIn(page);
    await page.waitForSelector('.thumbnails li');
    expect(await text(page, '.kind')).toContain('text tokens');
    await page.locator('.patches input[type=password]').fill('jina_secret');
    await page.getByRole('button', { name: 'Embed the pictures as patches' }).click();
    await expect.poll(() => text(page, '.kind'), { timeout: 30_000 }).toContain('image patches');
    expect(asked.length).toBeGreaterThanOrEqual(13);
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer jina_secret']));
    expect(page.url()).not.toContain('jina_secret');
    await page.close();
  });

  it('embeds the visitor’s own texts, and their search when it is sent off', async () => {
    const page = await open('#data');
    const asked = await standIn(page);
    await page.waitForSelector('.total');
    await page.setInputFiles('.drop input', [
      { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('one\n\ntwo\n\nthree') },
    ]);
    await expect.poll(() => text(page, '.total')).toBe('3 passages');
    await page.locator('.key input[type=password]').fill('jina_secret');
    await page.getByRole('button', { name: 'Embed with Jina' }).click();
    await expect.poll(() => text(page, '.row .summary')).toBe('All passages have token vectors.');
    expect(asked.map(({ body }) => (body.input as string[]).length)).toEqual([3]);
    await page.locator('main input[type=search]').fill('two');
    await expect.poll(() => text(page, '.query + .summary')).toContain('BM25');
    await page.locator('main input[type=search]').press('Enter');
    await expect.poll(() => text(page, '.query + .summary')).toContain('MaxSim');
    await page.getByRole('button', { name: 'Remove everything' }).click();
    await page.getByRole('button', { name: 'Click again to remove everything' }).click();
    await expect.poll(() => text(page, '.total')).toBe('Nothing here yet.');
    await page.close();
  });
});

it('raised no error', () => {
  expect(browser().errors).toEqual([]);
});
