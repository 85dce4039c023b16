import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../storage/contract.js';
import { FileServer } from '../storage/file-server.js';
import { fileOf } from '../storage/index-files.js';
import type { Browser, Tab } from './engines/browser.js';
import { Chromium } from './engines/chromium.js';
import { ENGINES } from './engines/engines.js';
import { StorageSite } from './storage-site.js';
import type { SourcePage } from './storage-source-page.js';

declare const sourcePage: SourcePage;

const SIZES = [100_000, 0, 300_000];
const KEYS = ['0', '1', 'absent', '2'];
const READ = { sizes: [100_000, 0, null, 300_000], progress: { loaded: 400_000, total: 400_000 } };

describe.each(ENGINES)('an index file in %s', (_, start) => {
  let site: StorageSite<Browser>;
  let server: FileServer;
  let page: Tab;
  beforeAll(async () => {
    server = await FileServer.start();
    server.file = await fileOf(SIZES);
    site = await StorageSite.start(await start(), 'storage-source-page.ts');
    page = await site.browser.open(site.url);
  });
  afterAll(async () => {
    await site?.stop();
    await server?.stop();
  });
  const read = (address: string) =>
    page.evaluate(([from, keys]) => sourcePage.read(from, keys), [address, KEYS] as const);
  const failure = (address: string) =>
    page.evaluate(([from, keys]) => sourcePage.failure(from, keys), [address, KEYS] as const);

  for (const [index, { name }] of contract.entries()) {
    it(name, () => page.evaluate((i) => sourcePage.runCase(i), index));
  }

  for (const ranges of [true, false]) {
    it(`is read from another site ${ranges ? 'with' : 'without'} ranges, which tells of no more than it must`, async () => {
      server.ranges = ranges;
      server.headers = { 'access-control-allow-origin': '*' };
      const before = server.asked.length;
      expect(await read(server.url)).toEqual(READ);
      // No request asked for permission first, which would have no range.
      const asked = server.asked.slice(before);
      expect(asked[0]).toBe('bytes=0-65535');
      expect(asked.every((range) => range !== undefined)).toBe(true);
      if (!ranges) expect(asked).toHaveLength(1);
      server.file = server.file.subarray(0, 200_000);
      expect(await failure(server.url)).toMatch(/^corrupt: the index file is damaged: it ends after 200000 of/);
      server.file = await fileOf(SIZES);
    });
  }

  it('says that another site does not share it', async () => {
    server.headers = {};
    expect(await failure(server.url)).toMatch(/^io: cannot read http:\/\/127\.0\.0\.1:\d+\/folder\/file\.wvix:/);
    expect(site.browser.errors).toEqual([]);
  });
});

/** Only developer tools can choose a file for a page. */
describe('an index file in Chromium', () => {
  let site: StorageSite<Chromium>;
  let path: string;
  beforeAll(async () => {
    path = join(await mkdtemp(join(tmpdir(), 'weavelet-file-')), 'file.wvix');
    site = await StorageSite.start(await Chromium.start(), 'storage-source-page.ts');
  });
  afterAll(async () => {
    await site?.stop();
    await rm(dirname(path), { recursive: true, force: true });
  });

  it('is read from a file that the user chose, until that file changes', async () => {
    await writeFile(path, await fileOf(SIZES));
    const page = await site.browser.open(site.url);
    await page.evaluate(() => sourcePage.choose());
    await page.setInputFiles('input', path);
    expect(await page.evaluate((keys) => sourcePage.read(undefined, keys), KEYS)).toEqual(READ);
    await writeFile(path, await fileOf([1, 2, 3, 4]));
    const failure = page.evaluate((keys) => sourcePage.failure(undefined, keys), KEYS);
    expect(await failure).toMatch(/^io: the file cannot be read/);
  });
});
