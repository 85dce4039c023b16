import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from './engines/browser.js';
import { Chromium } from './engines/chromium.js';
import { ENGINES } from './engines/engines.js';
import { PackageSite } from './package-site.js';
import type { WorkerPage } from './worker-page.js';

declare const workerPage: WorkerPage;

const SCRIPT = new URL('worker-page.ts', import.meta.url);
/** A worker's script that is evaluated twice, as WebKit does where a chunk imports from it. */
const TWICE = "import '/weavelet/worker.js'; import '/weavelet/worker.js?again';";

describe.each(ENGINES)('a database in a worker of a page in %s', (_, start) => {
  let site: PackageSite<Browser>;
  beforeAll(async () => {
    site = await PackageSite.start(await start(), SCRIPT, { 'twice.js': TWICE });
  });
  afterAll(() => site?.stop());

  it('stores in IndexedDB, and finds the same after a reload', async () => {
    const page = await site.open();
    expect(await page.evaluate(() => workerPage.connect('kept'))).toBe('indexeddb');
    expect(await page.evaluate(() => workerPage.insert(200))).toBe(200);
    expect(await page.evaluate(() => workerPage.nearest(17))).toEqual({ n: 17 });
    await page.reload();
    await page.evaluate(() => workerPage.connect('kept'));
    expect(await page.evaluate(() => workerPage.nearest(17))).toEqual({ n: 17 });
    await page.close();
  });

  it('answers once, even if its script is evaluated twice', async () => {
    const page = await site.open();
    expect(await page.evaluate(() => workerPage.answers('/twice.js'))).toEqual([1, 2, 3]);
    await page.close();
  });

  it('says what is wrong when the script of the worker is not there', async () => {
    const page = await site.open();
    expect(await page.evaluate(() => workerPage.failure('/nowhere.js'))).toMatch(
      /^WeaviateStartUpError: .*the worker ended: its script could not be loaded/,
    );
    await page.close();
  });
});

/** What only developer tools can see of a page. */
describe('a database in a worker of a page in Chromium', () => {
  let site: PackageSite<Chromium>;
  beforeAll(async () => {
    site = await PackageSite.start(await Chromium.start(), SCRIPT);
  });
  afterAll(() => site?.stop());

  it('is loaded by nothing but the worker: the page itself has no engine', async () => {
    const page = await site.open();
    await page.evaluate(() => workerPage.connect('alone'));
    const own = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    expect(own.filter((name) => name.endsWith('.wasm'))).toEqual([]);
    expect(page.workers().length).toBe(1);
    await page.evaluate(() => workerPage.close());
    await expect.poll(() => page.workers().length).toBe(0);
    await page.close();
  });
});
