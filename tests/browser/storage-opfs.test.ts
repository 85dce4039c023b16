import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { contract } from '../storage/contract.js';
import type { Browser, Tab } from './engines/browser.js';
import { Chromium } from './engines/chromium.js';
import { ENGINES_WITH_FILES } from './engines/engines.js';
import type { OpfsPage } from './storage-opfs-page.js';
import type { OpfsCalls } from './storage-opfs-worker.js';
import { StorageSite } from './storage-site.js';

declare const opfsPage: OpfsPage;

const MIB = 1 << 20;

const SCRIPTS = ['storage-opfs-page.ts', { worker: 'storage-opfs-worker.ts' }] as const;

/** A worker of a page. */
class Remote {
  private constructor(
    readonly page: Tab,
    readonly number: number,
  ) {}
  static async start(page: Tab): Promise<Remote> {
    return new Remote(page, await page.evaluate(() => opfsPage.start()));
  }
  /** One that ends with the test, however that goes: what it holds is in the way of the next. */
  static async forTest(page: Tab): Promise<Remote> {
    const worker = await Remote.start(page);
    onTestFinished(() => worker.stop().catch(() => undefined)); // Its page may be gone by then.
    return worker;
  }
  call<N extends keyof OpfsCalls>(
    name: N,
    ...args: Parameters<OpfsCalls[N]>
  ): Promise<Awaited<ReturnType<OpfsCalls[N]>>> {
    const result = this.page.evaluate(([worker, call, list]) => opfsPage.call(worker, call, list), [
      this.number,
      name,
      args,
    ] as const);
    return result as Promise<Awaited<ReturnType<OpfsCalls[N]>>>;
  }
  stop(): Promise<void> {
    return this.page.evaluate((worker) => opfsPage.stop(worker), this.number);
  }
}

describe.each(ENGINES_WITH_FILES)('storage in the private file system, in a worker in %s', (_, start) => {
  let site: StorageSite<Browser>;
  let page: Tab;
  beforeAll(async () => {
    site = await StorageSite.start(await start(), ...SCRIPTS);
    page = await site.browser.open(site.url);
  });
  afterAll(() => site?.stop());

  describe('the contract', () => {
    let worker: Remote;
    beforeAll(async () => {
      worker = await Remote.start(page);
    });
    for (const [index, { name }] of contract.entries()) it(name, () => worker.call('runCase', index));
  });

  it('keeps commits of both kinds when its worker is ended, and over a restart of the browser', async () => {
    let worker = await Remote.forTest(page);
    expect(await worker.call('open', 'kept')).toBe(true);
    await worker.call('write', 'a', 'strict');
    await worker.call('write', 'b', 'relaxed', 'relaxed');
    await worker.stop();
    worker = await Remote.forTest(page);
    expect(await worker.call('open', 'kept')).toBe(false);
    expect([await worker.call('read', 'a'), await worker.call('read', 'b')]).toEqual(['strict', 'relaxed']);
    await site.browser.restart();
    page = await site.browser.open(site.url);
    worker = await Remote.forTest(page);
    expect(await worker.call('open', 'kept')).toBe(false);
    expect(await worker.call('keys')).toEqual(['a', 'b']);
  });

  it('has one owner at a time', async () => {
    const [one, two] = [await Remote.forTest(page), await Remote.forTest(page)];
    await one.call('open', 'owned');
    expect(await two.call('tryOpen', 'owned')).toBe('locked');
    // Another store is another owner’s.
    expect(await two.call('tryOpen', 'other')).toBe('nothing thrown');
    const waiting = two.call('tryOpen', 'owned');
    await one.stop();
    expect(await waiting).toBe('nothing thrown');
  });

  it('waits for the files of an owner whose lock is free already', async () => {
    const [one, two] = [await Remote.forTest(page), await Remote.forTest(page)];
    await one.call('open', 'left');
    await one.call('write', 'key', 'kept');
    await one.call('close');
    await one.call('hold', 'left', 'log-b', 500);
    expect(await two.call('open', 'left')).toBe(false);
    expect(await two.call('read', 'key')).toBe('kept');
    await two.call('close');
    await one.call('hold', 'left', 'log-b', 60_000);
    expect(await two.call('tryOpen', 'left')).toBe('locked');
  });

  it('does not promise to survive a power cut while its files are new', async () => {
    const worker = await Remote.forTest(page);
    await worker.call('open', 'new');
    expect(await worker.call('survives')).toBe('crash');
  });

  it('has a marker that stays when the files go', async () => {
    const worker = await Remote.forTest(page);
    const value = { uuid: 'u', generation: 2, count: 5 };
    expect(await worker.call('marked', 'wiped')).toBeUndefined();
    await worker.call('open', 'wiped');
    await worker.call('write', 'key', 'value');
    await worker.call('mark', 'wiped', { ...value, generation: 1 });
    await worker.call('mark', 'wiped', value);
    await worker.call('close');
    await worker.call('wipe');
    expect(await worker.call('open', 'wiped')).toBe(true);
    expect(await worker.call('marked', 'wiped')).toEqual(value);
    await worker.call('unmark', 'wiped');
    expect(await worker.call('marked', 'wiped')).toBeUndefined();
  });

  it('is written anew in its other file when most of it is garbage, with nothing lost', async () => {
    const worker = await Remote.forTest(page);
    await worker.call('open', 'compacted');
    for (let i = 0; i < 20; i++) {
      await worker.call('write', `key/${i}`, `value ${i}`);
      await worker.call('fill', 'large', 3 * MIB + i);
    }
    await worker.call('close');
    const [a, b] = await worker.call('sizes', 'compacted');
    expect(Math.min(a!, b!)).toBe(0);
    expect(a! + b!).toBeLessThan(30 * MIB);
    expect(await worker.call('open', 'compacted')).toBe(false);
    expect(await worker.call('keys')).toHaveLength(21);
    for (let i = 0; i < 20; i++) expect(await worker.call('read', `key/${i}`)).toBe(`value ${i}`);
  });

  it('drops the end of a commit that was cut off, and keeps what came before', async () => {
    const worker = await Remote.forTest(page);
    await worker.call('open', 'torn');
    await worker.call('write', 'a', 'whole');
    await worker.call('write', 'b', 'cut off');
    await worker.call('close');
    await worker.call('damage', 'torn', 'log-a', 'cut', -3);
    await worker.call('open', 'torn');
    expect(await worker.call('keys')).toEqual(['a']);
    await worker.call('write', 'c', 'later');
    await worker.call('close');
    await worker.call('open', 'torn');
    expect([await worker.call('read', 'a'), await worker.call('read', 'c')]).toEqual(['whole', 'later']);
    await worker.call('close');
    // A flipped bit in the values of the last commit looks the same.
    await worker.call('damage', 'torn', 'log-a', 'flip', -2);
    await worker.call('open', 'torn');
    expect(await worker.call('keys')).toEqual(['a']);
  });

  it('refuses to open when something in the middle is damaged, rather than to lose what follows', async () => {
    const worker = await Remote.forTest(page);
    await worker.call('open', 'damaged');
    for (const key of ['a', 'b', 'c', 'd']) await worker.call('write', key, 'value');
    await worker.call('close');
    await worker.call('damage', 'damaged', 'log-a', 'flip', 64 + 20);
    expect(await worker.call('tryOpen', 'damaged')).toBe('corrupt');
    await worker.call('damage', 'damaged', 'log-a', 'flip', 64 + 20);
    await worker.call('damage', 'damaged', 'log-a', 'flip', 3);
    expect(await worker.call('tryOpen', 'damaged')).toBe('corrupt');
    await worker.call('damage', 'damaged', 'log-a', 'flip', 3);
    await worker.call('open', 'damaged');
    expect(await worker.call('keys')).toEqual(['a', 'b', 'c', 'd']);
  });

  it('says that it needs a dedicated worker and a private file system', async () => {
    expect(await page.evaluate(() => opfsPage.elsewhere('page', false))).toBe('unavailable');
    expect(await page.evaluate(() => opfsPage.elsewhere('page', true))).toBe('unavailable');
    expect(site.browser.errors).toEqual([]);
  });
});

/** What only developer tools can do to a page. */
describe('storage in the private file system, in a worker in Chromium', () => {
  let site: StorageSite<Chromium>;
  let page: Page;
  beforeAll(async () => {
    site = await StorageSite.start(await Chromium.start(), ...SCRIPTS);
    page = await site.browser.open(site.url);
  });
  afterAll(() => site?.stop());

  it('maps a full quota to `quota`, keeps what was there, and works again with more room', async () => {
    const worker = await Remote.forTest(page);
    await worker.call('open', 'full');
    await worker.call('write', 'key', 'kept');
    const devtools = await page.context().newCDPSession(page);
    const origin = new URL(site.url).origin;
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: MIB });
    expect(await worker.call('fill', 'large', 300 * MIB)).toBe('quota');
    expect(await worker.call('read', 'key')).toBe('kept');
    await devtools.send('Storage.overrideQuotaForOrigin', { origin });
    expect(await worker.call('fill', 'large', 3 * MIB)).toBe('nothing thrown');
    await worker.call('close');
    await worker.call('open', 'full');
    expect(await worker.call('keys')).toEqual(['key', 'large']);
  });
});
