import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLDERS, serve } from '../../scripts/serve.mjs';
import { Chromium } from './chromium.js';
import type { TutorialPage } from './tutorial-page.js';

declare const tutorialPage: TutorialPage;

const PAGE = `<!doctype html>
<script type="importmap">{ "imports": { "weavelet": "/weavelet/browser.js" } }</script>
<script type="module" src="page.js"></script>`;

describe('the tutorial in Chromium', () => {
  let folder: string;
  let server: Awaited<ReturnType<typeof serve>>;
  let browser: Chromium;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weavelet-page-'));
    await build({
      entryPoints: [fileURLToPath(new URL('tutorial-page.ts', import.meta.url))],
      outfile: join(folder, 'page.js'),
      bundle: true,
      format: 'esm',
      // The page loads the built package itself.
      external: ['weavelet'],
      logLevel: 'error',
    });
    await writeFile(join(folder, 'index.html'), PAGE);
    server = await serve({ folders: { '/weavelet/': FOLDERS['/weavelet/'], '/': folder } });
    browser = await Chromium.start();
  });
  afterAll(async () => {
    await browser?.stop();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('stores, searches, and finds the same after a reload and after a restart of the browser', async () => {
    let page = await browser.open(server.url);
    const found = await page.evaluate(() => tutorialPage.run());
    expect(found.stored).toEqual(['doc1', 'doc2', 'doc3']);
    for (const kind of ['nearVector', 'hybrid', 'bm25']) expect(found[kind]?.[0], kind).toBe('doc1');
    await page.reload();
    expect(await page.evaluate(() => tutorialPage.search())).toEqual(found);
    await browser.restart();
    page = await browser.open(server.url);
    expect(await page.evaluate(() => tutorialPage.search())).toEqual(found);
    expect(browser.errors).toEqual([]);
  });

  it('keeps nothing with storage in memory', async () => {
    const page = await browser.open(server.url);
    const before = await page.evaluate(() => tutorialPage.search());
    await page.evaluate(() => tutorialPage.run({ storage: 'memory' }));
    expect(await page.evaluate(() => tutorialPage.search())).toEqual(before);
  });
});
