import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatabasePage } from './database-page.js';
import type { Browser } from './engines/browser.js';
import { Chromium } from './engines/chromium.js';
import { ENGINES } from './engines/engines.js';
import { PackageSite } from './package-site.js';

declare const databasePage: DatabasePage;

/** A page without an origin of its own has no storage at all, as some private windows. */
const FRAMED = '<!doctype html><iframe sandbox="allow-scripts" src="/"></iframe>';

const SCRIPT = new URL('database-page.ts', import.meta.url);

describe.each(ENGINES)('a database in %s', (_, start) => {
  let site: PackageSite<Browser>;
  beforeAll(async () => {
    site = await PackageSite.start(await start(), SCRIPT);
  });
  afterAll(() => site?.stop());

  it('shows in every tab what one of them writes', async () => {
    const [first, second] = [await site.open(), await site.open()];
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

  it('loses nothing to a tab that sleeps over compactions in the middle of its own', async () => {
    const page = await site.open();
    const { acknowledged, found } = await page.evaluate(() => databasePage.sleepOverCompactions());
    expect(acknowledged.length).toBeGreaterThan(60);
    expect(acknowledged.filter((n) => !found.includes(n))).toEqual([]);
    await page.close();
  });
});

/** What only developer tools can do to a page, or see of it. */
describe('a database in Chromium', () => {
  let site: PackageSite<Chromium>;
  beforeAll(async () => {
    site = await PackageSite.start(await Chromium.start(), SCRIPT, { 'framed.html': FRAMED });
  });
  afterAll(() => site?.stop());

  it('tells that its data were cleared, goes on reading, and refuses writes', async () => {
    const page = await site.open();
    await page.evaluate(() => databasePage.connect('cleared'));
    await page.evaluate(() => databasePage.insert(1));
    const devtools = await page.context().newCDPSession(page);
    const origin = new URL(site.server.url).origin;
    await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
    await expect.poll(() => page.evaluate(() => databasePage.events().at(-1))).toMatch(/^lost: /);
    expect(await page.evaluate(() => databasePage.count())).toBe(1);
    expect(await page.evaluate(() => databasePage.insert(2))).toMatch(/StorageError/);
    await page.close();
    // and the next visit does not take an empty store for a new one
    const later = await site.open();
    expect(await later.evaluate(() => databasePage.failure('cleared'))).toMatch(/^StorageLostError: .* are gone/);
    await later.close();
  });

  it('keeps data in memory where there is no storage, and says so', async () => {
    const page = await site.open('framed.html');
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
