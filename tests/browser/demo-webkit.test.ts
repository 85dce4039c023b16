/**
 * The page in WebKitGTK: each screen shows what it is for. The long visit of `demo-engines.test.ts` is not made there: in
 * the middle of it WebKitGTK stopped answering once, and deleting one's own files after an index file was open told of
 * a connection for reading only. Neither is understood yet.
 */
import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLDERS, serve } from '../../scripts/serve.mjs';
import type { Browser, Tab } from './engines/browser.js';
import { WEBKIT } from './engines/engines.js';
import { REMOTE_SCRIPT, REMOTE_TAG } from './engines/remote.js';

let folder: string;
let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weavelet-page-'));
  await cp(FOLDERS['/'], folder, { recursive: true });
  // The policy is opened for the script that runs these tests in the page, and for nothing else.
  const html = (await readFile(join(folder, 'index.html'), 'utf8'))
    .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    .replace("connect-src 'self'", "connect-src 'self' http://127.0.0.1:*")
    .replace('<head>', `<head>${REMOTE_TAG}`);
  await writeFile(join(folder, 'index.html'), html);
  await copyFile(REMOTE_SCRIPT, join(folder, 'remote-page.js'));
  server = await serve({ folders: { ...FOLDERS, '/': folder } });
});
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(WEBKIT)('the page in %s', (_, start) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await start();
  });
  afterAll(() => browser?.stop());

  /** Opens a screen, and hands over what reads the texts of it and clicks in it. */
  async function visit(hash: string, look: (screen: ReturnType<typeof screenOf>) => Promise<void>): Promise<void> {
    const tab = await browser.open(`${server.url}${hash}`);
    await look(screenOf(tab));
    await tab.close();
  }
  const screenOf = (tab: Tab) => ({
    texts: (selector: string) =>
      tab.evaluate((query) => [...document.querySelectorAll(query)].map((one) => one.textContent ?? ''), selector),
    type: (selector: string, value: string) =>
      tab.evaluate(
        ([query, text]) => {
          const input = document.querySelector(query) as HTMLInputElement;
          input.value = text;
          input.dispatchEvent(new Event('input', { bubbles: true }));
        },
        [selector, value] as const,
      ),
    click: (selector: string) =>
      tab.evaluate((query) => (document.querySelector(query) as HTMLElement).click(), selector),
  });

  it('answers when it opens, and what is typed', () =>
    visit('', async ({ texts, type }) => {
      await expect.poll(async () => (await texts('.hit-title'))[0]).toContain('Apollo 11');
      expect((await texts('.warp button')).length).toBe(7);
      await type('#query', 'constituti');
      await expect.poll(async () => (await texts('.summary'))[0]).toMatch(/^BM25/);
    }));

  it('speaks Japanese', () =>
    visit('#search?lang=ja', async ({ texts }) => {
      await expect.poll(async () => (await texts('.lead'))[0]).toContain('サーバーもキーも要らず');
      await expect.poll(async () => (await texts('.warp button')).length).toBeGreaterThan(3);
    }));

  it('takes a score apart', () =>
    visit('#why', async ({ texts }) => {
      await expect.poll(async () => (await texts('.percent')).length).toBe(7);
      const shares = (await texts('.percent')).map(Number.parseFloat);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 6);
    }));

  it('finds pages', () =>
    visit('#pages?q=area+of+a+polygon', async ({ texts }) => {
      await expect.poll(async () => (await texts('.thumbnails span'))[0]).toContain('Voronoi');
    }));

  it('compares words, meaning and both', () =>
    visit('#hybrid?q=first+humans+to+walk+on+the+moon', async ({ texts, click }) => {
      await expect.poll(async () => (await texts('.bench-column')).length).toBe(3);
      await expect.poll(async () => (await texts('.bench-title')).length).toBeGreaterThan(9);
      await click('[data-value="language:ja"]');
      await expect.poll(async () => (await texts('.bench-title:not([lang=ja])')).length).toBe(0);
    }));

  it('keeps nothing that nobody gave it, and shows its code', async () => {
    await visit('#data', async ({ texts }) => {
      await expect.poll(async () => (await texts('.total'))[0]).toBe('Nothing here yet.');
    });
    await visit('#code', async ({ texts }) => {
      await expect.poll(async () => (await texts('pre')).length).toBeGreaterThan(0);
    });
  });

  it('raises no error that nobody catches', () => expect(browser.errors).toEqual([]));
});

describe.runIf(WEBKIT.length === 0)('the page in WebKitGTK', () => it.todo('is not among BROWSERS'));
