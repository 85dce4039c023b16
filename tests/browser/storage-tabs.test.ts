import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Tab } from './engines/browser.js';
import { Chromium } from './engines/chromium.js';
import { ENGINES } from './engines/engines.js';
import type { StoragePage } from './storage-page.js';
import { StorageSite } from './storage-site.js';

declare const storagePage: StoragePage;

/** A tab with that store open. */
async function tab<Engine extends Browser>(
  site: StorageSite<Engine>,
  name: string,
): Promise<Awaited<ReturnType<Engine['open']>>> {
  const page = await site.browser.open(site.url);
  await page.evaluate((store) => storagePage.open(store), name);
  return page as Awaited<ReturnType<Engine['open']>>;
}
const write = (page: Tab, value: string) => page.evaluate((text) => storagePage.write('key', text), value);
const read = (page: Tab) => page.evaluate(() => storagePage.read('key'));
const changes = (page: Tab) => page.evaluate(() => storagePage.changes());
const fire = (page: Tab, type: 'pagehide' | 'pageshow', persisted: boolean) =>
  page.evaluate(([event, flag]) => storagePage.fire(event, flag), [type, persisted] as const);

describe.each(ENGINES)('tabs that share a store in IndexedDB in %s', (_, start) => {
  let site: StorageSite<Browser>;
  beforeAll(async () => {
    site = await StorageSite.start(await start(), 'storage-page.ts');
  });
  afterAll(() => site?.stop());

  it('hear of each other’s commits, and not of their own', async () => {
    const [one, two] = [await tab(site, 'told'), await tab(site, 'told')];
    await write(one, 'value');
    await expect.poll(() => changes(two), { timeout: 10_000 }).toEqual(['key=value']);
    expect(await read(two)).toBe('value');
    expect(await changes(one)).toEqual([]);
    await Promise.all([one.close(), two.close()]);
  });

  it('are not told what was stored where it is large, or more than one value', async () => {
    const [one, two] = [await tab(site, 'told-less'), await tab(site, 'told-less')];
    await write(one, 'x'.repeat(100_000));
    await one.evaluate(() => storagePage.fill('other', 'value', 10));
    await expect.poll(() => changes(two), { timeout: 10_000 }).toEqual(['?', '?']);
    await Promise.all([one.close(), two.close()]);
  });

  it('lose no commit when they all write at once', async () => {
    const pages = await Promise.all(Array.from({ length: 4 }, () => tab(site, 'counted')));
    await pages[0]!.evaluate(() => storagePage.write('key', '0'));
    await Promise.all(pages.map((page) => page.evaluate(() => storagePage.increment('key', 50))));
    expect(await read(pages[1]!)).toBe('200');
    await Promise.all(pages.map((page) => page.close()));
  });

  it('look again when they are shown, since a message may have been missed', async () => {
    const page = await tab(site, 'shown');
    await page.evaluate(() => storagePage.show());
    expect(await changes(page)).toEqual(['?']);
    await page.close();
  });

  it('lose no write to being put away in the middle of it', async () => {
    const [page, other] = [await tab(site, 'interrupted'), await tab(site, 'interrupted')];
    await write(page, '0');
    const counting = page.evaluate(() => storagePage.increment('key', 200));
    for (let i = 0; i < 20; i++) {
      await fire(page, 'pagehide', true);
      await other.evaluate(() => storagePage.increment('key', 1));
      await fire(page, 'pageshow', true);
    }
    await counting;
    expect(await read(other)).toBe('220');
    await Promise.all([page.close(), other.close()]);
  });

  it('store what is written while the page is put away once it comes back', async () => {
    const page = await tab(site, 'cached');
    await write(page, 'before');
    const writing = page.evaluate(() => {
      storagePage.fire('pagehide', true);
      return storagePage.write('key', 'during');
    });
    const other = await tab(site, 'cached');
    await write(other, 'meanwhile');
    expect(await read(other)).toBe('meanwhile');
    await fire(page, 'pageshow', true);
    expect(await writing).toBe('nothing thrown');
    expect(await read(page)).toBe('during');
    // A page that only ends is not put away.
    await fire(page, 'pagehide', false);
    expect(await write(page, 'after')).toBe('nothing thrown');
    await Promise.all([page.close(), other.close()]);
  });

  it('can be closed while put away', async () => {
    const page = await tab(site, 'closed');
    const writing = page.evaluate(() => {
      storagePage.fire('pagehide', true);
      return storagePage.write('key', 'never');
    });
    await page.evaluate(() => storagePage.close());
    expect(await writing).toBe('unavailable');
    await page.close();
  });

  it('write without the lock when a tab never gives it back', async () => {
    const [one, two] = [await tab(site, 'held'), await tab(site, 'held')];
    await one.evaluate(() => storagePage.holdLock('held'));
    expect(await write(two, 'value')).toBe('nothing thrown');
    expect(await read(one)).toBe('value');
    await Promise.all([one.close(), two.close()]);
  });

  it('say that another tab holds a database that is being removed', async () => {
    const [one, two] = [await tab(site, 'stuck'), await tab(site, 'stuck')];
    await two.evaluate(() => storagePage.close());
    await one.evaluate(() => storagePage.close());
    await one.evaluate(() => storagePage.holdConnection('weavelet/stuck'));
    expect(await two.evaluate(() => storagePage.remove('weavelet/stuck'))).toBe('blocked');
    expect(await two.evaluate(() => storagePage.tryOpen('stuck'))).toBe('locked');
    await one.close();
    expect(await two.evaluate(() => storagePage.tryOpen('stuck'))).toBe('nothing thrown');
    await two.close();
  });

  it('open a dropped connection again; when that fails, say so and stay readable', async () => {
    const page = await site.browser.open(site.url);
    await page.evaluate(() => storagePage.openFragile('dropped'));
    await write(page, 'kept');
    await page.evaluate(() => storagePage.drop(false));
    expect(await write(page, 'healed')).toBe('nothing thrown');
    await page.evaluate(() => storagePage.drop(true));
    expect(await write(page, 'refused')).toBe('unavailable');
    expect(await page.evaluate(() => storagePage.lost())).toEqual([expect.stringContaining('reload the page')]);
    await page.evaluate(() => storagePage.drop(false));
    expect(await read(page)).toBe('healed');
    expect(await write(page, 'refused')).toBe('lost');
    await page.close();
  });

  it('find the marker of a store in each place, and the newest of several', async () => {
    const page = await tab(site, 'marked');
    const marked = (places?: 'local' | 'file') => page.evaluate((where) => storagePage.marked('marked', where), places);
    const mark = (generation: number) =>
      page.evaluate((n) => storagePage.mark('marked', { uuid: 'u', generation: n, count: 3 }), generation);
    const value = (generation: number) => ({ uuid: 'u', generation, count: 3 });
    // WebKitGTK has no files of an origin.
    const files = await page.evaluate(() => navigator.storage !== undefined);
    const places = [undefined, 'local', ...(files ? (['file'] as const) : [])] as const;
    expect(await marked()).toBeUndefined();
    await mark(1);
    await mark(2);
    for (const place of places) expect(await marked(place), place).toEqual(value(2));
    const old = JSON.stringify({ ...value(1), written: 1 });
    await page.evaluate((text) => localStorage.setItem('weavelet:marked:marker', text), old);
    expect(await marked()).toEqual(files ? value(2) : value(1));
    await page.evaluate(() => localStorage.setItem('weavelet:marked:marker', '{"uuid":"u","gener'));
    expect(await marked('local')).toBeUndefined();
    expect(await marked()).toEqual(files ? value(2) : undefined);
    await page.evaluate(() => storagePage.unmark('marked'));
    expect(await marked()).toBeUndefined();
    await page.close();
  });

  it('raise no error that nobody catches', () => {
    expect(site.browser.errors).toEqual([]);
  });
});

/** What only developer tools can do to a page. */
describe('tabs that share a store in IndexedDB in Chromium', () => {
  let site: StorageSite<Chromium>;
  beforeAll(async () => {
    site = await StorageSite.start(await Chromium.start({ pageCache: true }), 'storage-page.ts');
  });
  afterAll(() => site?.stop());

  const lifecycle = async (page: Page, state: 'frozen' | 'active') => {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Page.setWebLifecycleState', { state });
  };

  it('keep nobody waiting while frozen, and catch up when they thaw', async () => {
    const [one, two] = [await tab(site, 'frozen'), await tab(site, 'frozen')];
    await write(one, 'before');
    await lifecycle(one, 'frozen');
    expect(await write(two, 'meanwhile')).toBe('nothing thrown');
    await lifecycle(one, 'active');
    await expect.poll(() => changes(one), { timeout: 10_000 }).not.toEqual([]);
    expect(await read(one)).toBe('meanwhile');
    await lifecycle(one, 'frozen');
    expect(await two.evaluate(() => storagePage.remove('weavelet/frozen'))).toBe('removed');
    await lifecycle(one, 'active');
    expect(await one.evaluate(() => storagePage.tryRead('key'))).toBe('lost');
    await Promise.all([one.close(), two.close()]);
  });

  /**
   * Leaves a page in the middle of its writes and comes back. Whether the browser put it away whole or dropped it, which
   * it does when it looks while the page still has its lock: nothing is lost or stored twice.
   * @returns why the page was not put away; undefined when it was
   */
  async function leaveAndReturn(name: string): Promise<string | undefined> {
    const [page, other] = [await tab(site, name), await tab(site, name)];
    const devtools = await page.context().newCDPSession(page);
    const run = async (expression: string): Promise<unknown> =>
      (await devtools.send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })).result.value;
    let dropped: string | undefined;
    devtools.on('Page.backForwardCacheNotUsed', ({ notRestoredExplanations }) => {
      dropped = notRestoredExplanations.map(({ reason }) => reason).join(', ');
    });
    await devtools.send('Page.enable');
    await run(`storagePage.write('key', '0')`);
    await run(`void (globalThis.counting = storagePage.increment('key', 1000))`);
    const { entries } = await devtools.send('Page.getNavigationHistory');
    await devtools.send('Page.navigate', { url: `${site.url}page.js` });
    const stopped = Number(await read(other));
    expect(stopped).toBeLessThan(1000);
    await other.evaluate(() => storagePage.increment('key', 1));
    expect(Number(await read(other))).toBeGreaterThan(stopped);
    await devtools.send('Page.navigateToHistoryEntry', { entryId: entries.at(-1)!.id });
    await expect.poll(() => run(`typeof storagePage`)).toBe('object');
    if ((await run(`typeof globalThis.counting`)) === 'object') {
      expect(await run(`globalThis.counting.then(() => 'done')`)).toBe('done');
      expect(await read(other)).toBe('1001');
      dropped = undefined;
    } else {
      expect(Number(await read(other))).toBeLessThan(1001);
      dropped ??= 'no reason given';
    }
    await Promise.all([page.close(), other.close()]);
    return dropped;
  }

  it('are put away whole by the browser in the middle of their writes, and go on when they come back', async () => {
    const reasons: string[] = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      const dropped = await leaveAndReturn(`left ${attempt}`);
      if (dropped === undefined) return;
      reasons.push(dropped);
    }
    expect(reasons, 'the browser never put the page away').toEqual([]);
  });

  it('keep their marker when the database is cleared', async () => {
    const page = await tab(site, 'cleared');
    const value = { uuid: 'u', generation: 2, count: 3 };
    await page.evaluate((marker) => storagePage.mark('cleared', marker), value);
    const devtools = await page.context().newCDPSession(page);
    const origin = new URL(site.url).origin;
    await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
    expect(await page.evaluate(() => storagePage.marked('cleared'))).toEqual(value);
    await page.close();
  });

  it('raise no error that nobody catches', () => {
    expect(site.browser.errors).toEqual([]);
  });
});
