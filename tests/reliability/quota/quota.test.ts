/** Full stores: the write that does not fit is refused with `quota`, the rest is there, and with room it goes on. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectToLocal } from 'weavelet';
import { MemoryStorage } from '../../../pkg/src/storage/memory.js';
import { type BackEnd, KillableChromium } from '../lib/chromium.js';
import { explain } from '../lib/failures.js';
import { Random } from '../lib/random.js';
import { atScale, PATIENCE, report, SEED } from '../lib/scale.js';
import { Site } from '../lib/site.js';
import { exercise, type Remedy } from './exercise.js';
import { LimitedStorage } from './limited-storage.js';
import type { QuotaPage } from './page.js';

declare const quotaPage: QuotaPage;

const MIB = 1 << 20;
const REMEDIES: Remedy[] = ['more room', 'deletes'];

/** Limits between 2 and 18 MiB, objects of 50 to 500 KB. */
function* points(count: number): Generator<{ limit: number; size: number; remedy: Remedy }> {
  const random = new Random(SEED);
  for (let i = 0; i < count; i++) {
    yield {
      limit: 2 * MIB + random.int(16 * MIB),
      size: 50_000 + random.int(450_000),
      remedy: REMEDIES[i % REMEDIES.length]!,
    };
  }
}

/** Runs every point; the report is of all of them. */
async function everyPoint(
  name: string,
  count: number,
  run: (point: { limit: number; size: number; remedy: Remedy }) => Promise<number>,
): Promise<void> {
  const failures: string[] = [];
  let fitted = 0;
  for (const point of points(count)) {
    const { limit, size, remedy } = point;
    try {
      fitted += await run(point);
    } catch (error) {
      failures.push(`limit ${limit}, objects of ${size}, ${remedy}: ${explain(error)}`);
    }
  }
  report(`quota, ${name}: ${count} limits, ${fitted} objects fitted, ${failures.length} failed`);
  expect(failures.slice(0, 5)).toEqual([]);
}

describe('a full store', () => {
  it('in memory', { timeout: PATIENCE }, () =>
    everyPoint('limited adapter', atScale(10, 80, 80), async ({ limit, size, remedy }) => {
      const storage = new LimitedStorage(new MemoryStorage());
      storage.limit = limit;
      const giveRoom = async () => {
        storage.limit = 2 * limit;
      };
      return exercise({ open: () => connectToLocal({ storage }), remedy, giveRoom, size });
    }),
  );

  it.runIf(process.getuid?.() === 0)('on a small file system', { timeout: PATIENCE }, () =>
    everyPoint('files', atScale(4, 10, 10), async ({ limit, size, remedy }) => {
      const folder = await mkdtemp(join(tmpdir(), 'weavelet-full-'));
      const mount = (options: string) => execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
      mount(`size=${limit}`);
      try {
        const giveRoom = async () => void mount(`remount,size=${2 * limit}`);
        const open = () => connectToLocal({ env: { PERSISTENCE_DATA_PATH: folder } });
        return await exercise({ open, remedy, giveRoom, size });
      } finally {
        execFileSync('umount', ['-l', folder]);
        await rm(folder, { recursive: true });
      }
    }),
  );

  const backEnds: BackEnd[] = ['LevelDB', 'SQLite'];
  it.each(backEnds)('in Chromium, %s', { timeout: PATIENCE }, async (backEnd) => {
    const folder = await mkdtemp(join(tmpdir(), 'weavelet-chromium-'));
    const site = await Site.start(new URL('page.ts', import.meta.url), () => undefined);
    try {
      await everyPoint(`Chromium ${backEnd}`, atScale(2, 5, 5), async ({ limit, size, remedy }) => {
        // The browser remembers how much room there is while a database is open, so each point gets a new one.
        const browser = await KillableChromium.start(join(folder, String(limit)), backEnd);
        try {
          const page = await browser.open(site.url);
          const devtools = await page.context().newCDPSession(page);
          const { origin } = new URL(site.url);
          await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: limit });
          await page.exposeFunction('giveRoom', async () => {
            await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 4 * limit });
          });
          const fitted = await page.evaluate(([how, bytes]) => quotaPage.run('full', how, bytes), [
            remedy,
            size,
          ] as const);
          if (typeof fitted === 'string') throw new Error(fitted);
          return fitted;
        } finally {
          await browser.kill();
        }
      });
    } finally {
      await site.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
