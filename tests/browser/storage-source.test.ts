import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../storage/contract.js';
import { FileServer } from '../storage/file-server.js';
import { fileOf } from '../storage/index-files.js';
import { StorageSite } from './storage-site.js';
import type { SourcePage } from './storage-source-page.js';

declare const sourcePage: SourcePage;

const SIZES = [100_000, 0, 300_000];
const KEYS = ['0', '1', 'absent', '2'];
const READ = { sizes: [100_000, 0, undefined, 300_000], progress: { loaded: 400_000, total: 400_000 } };

describe('an index file in Chromium', () => {
  let site: StorageSite;
  let server: FileServer;
  let folder: string;
  let page: Page;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weavelet-file-'));
    server = await FileServer.start();
    server.file = await fileOf(SIZES);
    site = await StorageSite.start('storage-source-page.ts');
    page = await site.browser.open(site.url);
  });
  afterAll(async () => {
    await site?.stop();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const read = (address?: string) =>
    page.evaluate(([from, keys]) => sourcePage.read(from, keys), [address, KEYS] as const);
  const failure = (address?: string) =>
    page.evaluate(([from, keys]) => sourcePage.failure(from, keys), [address, KEYS] as const);

  for (const [index, { name }] of contract.entries()) {
    it(name, () => page.evaluate((i) => sourcePage.runCase(i), index));
  }

  it('is read from a file that the user chose, until that file changes', async () => {
    const path = join(folder, 'file.wvix');
    await writeFile(path, await fileOf(SIZES));
    await page.evaluate(() => sourcePage.choose());
    await page.setInputFiles('input', path);
    expect(await read()).toEqual(READ);
    await writeFile(path, await fileOf([1, 2, 3, 4]));
    expect(await failure()).toMatch(/^io: the file cannot be read/);
  });

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
