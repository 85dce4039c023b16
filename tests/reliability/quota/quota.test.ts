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

type Point = { limit: number; size: number; remedy: Remedy };

/** Limits from `least` to 16 MiB more, objects of 50 to 500 KB. */
function points(count: number, least = 2 * MIB): Point[] {
  const random = new Random(SEED);
  return Array.from({ length: count }, (_, i) => ({
    limit: least + random.int(16 * MIB),
    size: 50_000 + random.int(450_000),
    remedy: REMEDIES[i % REMEDIES.length]!,
  }));
}

/** Runs every point; the report is of all of them. */
async function everyPoint(name: string, all: Point[], run: (point: Point) => Promise<number>): Promise<void> {
  const failures: string[] = [];
  let fitted = 0;
  for (const point of all) {
    const { limit, size, remedy } = point;
    try {
      fitted += await run(point);
    } catch (error) {
      failures.push(`limit ${limit}, objects of ${size}, ${remedy}: ${explain(error)}`);
    }
  }
  report(`quota, ${name}: ${all.length} limits, ${fitted} objects fitted, ${failures.length} failed`);
  expect(failures.slice(0, 5)).toEqual([]);
}

describe('a full store', () => {
  it('in memory', { timeout: PATIENCE }, () =>
    everyPoint('limited adapter', points(atScale(10, 80, 80)), async ({ limit, size, remedy }) => {
      const storage = new LimitedStorage(new MemoryStorage());
      storage.limit = limit;
      const giveRoom = async () => {
        storage.limit = 2 * limit;
      };
      return exercise({ open: () => connectToLocal({ storage }), remedy, giveRoom, size });
    }),
  );

  it.runIf(process.getuid?.() === 0)('on a small file system', { timeout: PATIENCE }, () =>
    everyPoint('files', points(atScale(4, 10, 10)), async ({ limit, size, remedy }) => {
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

  // Files get room by powers of 2 there, and a store in files has two.
  const media: [name: string, backEnd: BackEnd, call: 'run' | 'runInFiles', least: number][] = [
    ['LevelDB', 'LevelDB', 'run', 2 * MIB],
    ['SQLite', 'SQLite', 'run', 2 * MIB],
    ['private file system', 'LevelDB', 'runInFiles', 4 * MIB],
  ];
  it.each(media)('in Chromium, %s', { timeout: PATIENCE }, async (name, backEnd, call, least) => {
    const folder = await mkdtemp(join(tmpdir(), 'weavelet-chromium-'));
    const here = (path: string) => new URL(path, import.meta.url);
    const site = await Site.start(here('page.ts'), () => undefined, here('worker.ts'));
    try {
      await everyPoint(`Chromium ${name}`, points(atScale(2, 5, 5), least), async ({ limit, size, remedy }) => {
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
          const fitted = await page.evaluate(([way, how, bytes]) => quotaPage[way](how, bytes), [
            call,
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
