import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLDERS, serve } from '../../scripts/serve.mjs';
import { Chromium } from './chromium.js';
import type { DatabasePage } from './database-page.js';

declare const databasePage: DatabasePage;

const SCRIPTS = `<script type="importmap">{ "imports": { "weavelet": "/weavelet/browser.js" } }</script>
<script type="module" src="/page.js"></script>`;

describe('a database in Chromium', () => {
  let folder: string;
  let server: Awaited<ReturnType<typeof serve>>;
  let browser: Chromium;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weavelet-database-'));
    await build({
      entryPoints: [fileURLToPath(new URL('database-page.ts', import.meta.url))],
      outfile: join(folder, 'page.js'),
      bundle: true,
      format: 'esm',
      external: ['weavelet'],
      logLevel: 'error',
    });
    await writeFile(join(folder, 'index.html'), `<!doctype html>${SCRIPTS}`);
    // a page without an origin of its own has no storage at all, as some private windows
    await writeFile(join(folder, 'framed.html'), `<!doctype html><iframe sandbox="allow-scripts" src="/"></iframe>`);
    server = await serve({ folders: { '/weavelet/': FOLDERS['/weavelet/'], '/': folder } });
    browser = await Chromium.start();
  });
  afterAll(async () => {
    await browser?.stop();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows in every tab what one of them writes', async () => {
    const [first, second] = [await browser.open(server.url), await browser.open(server.url)];
    await first.evaluate(() => databasePage.connect('shared'));
    await second.evaluate(() => databasePage.connect('shared'));
    await first.evaluate(() => databasePage.insert(1));
    await expect.poll(() => second.evaluate(() => databasePage.count())).toBe(1);
    expect(await second.evaluate(() => databasePage.events())).toContain('change elsewhere');
    await second.evaluate(() => databasePage.insert(2));
    await expect.poll(() => first.evaluate(() => databasePage.count())).toBe(2);
    await first.close();
    await second.close();
  });

  it('tells that its data were cleared, goes on reading, and refuses writes', async () => {
    const page = await browser.open(server.url);
    await page.evaluate(() => databasePage.connect('cleared'));
    await page.evaluate(() => databasePage.insert(1));
    const devtools = await page.context().newCDPSession(page);
    const origin = new URL(server.url).origin;
    await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
    await expect.poll(() => page.evaluate(() => databasePage.events().at(-1))).toMatch(/^lost: /);
    expect(await page.evaluate(() => databasePage.count())).toBe(1);
    expect(await page.evaluate(() => databasePage.insert(2))).toMatch(/StorageError/);
    await page.close();
    // and the next visit does not take an empty store for a new one
    const later = await browser.open(server.url);
    expect(await later.evaluate(() => databasePage.failure('cleared'))).toMatch(/^StorageLostError: .* are gone/);
    await later.close();
  });

  it('keeps data in memory where there is no storage, and says so', async () => {
    const page = await browser.open(`${server.url}framed.html`);
    const frame = page.frames()[1]!;
    await frame.waitForFunction(() => 'databasePage' in globalThis);
    const { storage, durability } = await frame.evaluate(() => databasePage.connect());
    expect(storage.kind).toBe('memory');
    expect(storage.fallback).toMatch(/IndexedDB cannot be opened/);
    expect(durability).toBe('none');
    await frame.evaluate(() => databasePage.insert(1));
    expect(await frame.evaluate(() => databasePage.count())).toBe(1);
    await page.close();
  });
});
