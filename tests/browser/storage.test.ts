import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../storage/contract.js';
import type { Browser, Tab } from './engines/browser.js';
import { Chromium } from './engines/chromium.js';
import { ENGINES } from './engines/engines.js';
import type { StoragePage } from './storage-page.js';
import { StorageSite } from './storage-site.js';

declare const storagePage: StoragePage;

describe.each(ENGINES)('IndexedDB storage in %s', (_, start) => {
  let site: StorageSite<Browser>;
  let browser: Browser;
  let page: Tab;

  beforeAll(async () => {
    browser = await start();
    site = await StorageSite.start(browser, 'storage-page.ts');
    page = await browser.open(site.url);
  });
  afterAll(() => site?.stop());

  for (const [index, { name }] of contract.entries()) {
    it(name, () => page.evaluate((i) => storagePage.runCase(i), index));
  }

  it('keeps data over a reload and over a restart of the browser', async () => {
    expect(await page.evaluate(() => storagePage.open('kept'))).toBe(true);
    await page.evaluate(() => storagePage.fill('key', 'value', 100_000));
    await page.reload();
    expect(await page.evaluate(() => storagePage.open('kept'))).toBe(false);
    expect(await page.evaluate(() => storagePage.read('key'))).toBe('value');
    await browser.restart();
    page = await browser.open(site.url);
    expect(await page.evaluate(() => storagePage.open('kept'))).toBe(false);
    expect(await page.evaluate(() => storagePage.read('key'))).toBe('value');
  });

  it('says that another tab removed the data', async () => {
    await page.evaluate(() => storagePage.open('removed'));
    await page.evaluate(() => storagePage.write('key', 'value'));
    const other = await browser.open(site.url);
    expect(await other.evaluate(() => storagePage.remove('weavelet/removed'))).toBe('removed');
    expect(await page.evaluate(() => storagePage.tryRead('key'))).toBe('lost');
    expect(await page.evaluate(() => storagePage.lost())).toEqual(['another tab removed the stored data']);
    await other.close();
  });

  it('reads what an earlier version stored, in a view beside the writer that takes it over, too', async () => {
    await page.evaluate(() => storagePage.useFirstVersion('earlier'));
    const [removed, ...others] = await page.evaluate(() => storagePage.lost());
    expect([removed, others]).toEqual(['another tab removed the stored data', []]);
  });

  it('leaves alone what a later version made, and keeps an earlier one from what it made', async () => {
    await page.evaluate(() => storagePage.make('later', 3, []));
    expect(await page.evaluate(() => storagePage.tryOpen('later'))).toBe('unavailable');
    expect(await page.evaluate(() => storagePage.tryOpen('later', true))).toBe('unavailable');
    await page.evaluate(() => storagePage.open('now'));
    await page.evaluate(() => storagePage.close());
    const outcome = page.evaluate(() => storagePage.make('now', 1, []).catch((error) => error.name));
    expect(await outcome).toBe('VersionError');
  });

  it('says that there is no IndexedDB', async () => {
    expect(await page.evaluate(() => storagePage.without())).toBe('unavailable');
    expect(browser.errors).toEqual([]);
  });
});

/** What only developer tools can do to a page. */
describe('IndexedDB storage in Chromium', () => {
  let site: StorageSite<Chromium>;
  let page: Page;

  beforeAll(async () => {
    site = await StorageSite.start(await Chromium.start(), 'storage-page.ts');
    page = await site.browser.open(site.url);
  });
  afterAll(() => site?.stop());

  it('says that the browser cleared the data, and never shows an empty store instead', async () => {
    await page.evaluate(() => storagePage.open('cleared'));
    await page.evaluate(() => storagePage.write('key', 'value'));
    const devtools = await page.context().newCDPSession(page);
    const origin = new URL(site.url).origin;
    await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
    await expect.poll(() => page.evaluate(() => storagePage.lost().length), { timeout: 10_000 }).toBe(1);
    expect(await page.evaluate(() => storagePage.tryRead('key'))).toBe('lost');
    expect(await page.evaluate(() => storagePage.write('key', 'again'))).toBe('lost');
  });

  it('maps a full quota to `quota`, keeps what was there, and works again with more room', async () => {
    // The browser remembers how much room there is while a database is open.
    await site.browser.restart();
    page = await site.browser.open(site.url);
    const devtools = await page.context().newCDPSession(page);
    const origin = new URL(site.url).origin;
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 << 20 });
    await page.evaluate(() => storagePage.open('full'));
    await page.evaluate(() => storagePage.write('key', 'kept'));
    expect(await page.evaluate(() => storagePage.fill('key', 'lost', 8 << 20))).toBe('quota');
    expect(await page.evaluate(() => storagePage.read('key'))).toBe('kept');
    await devtools.send('Storage.overrideQuotaForOrigin', { origin });
    expect(await page.evaluate(() => storagePage.fill('key', 'more', 8 << 20))).toBe('nothing thrown');
    expect(await page.evaluate(() => storagePage.read('key'))).toBe('more');
  });
});
