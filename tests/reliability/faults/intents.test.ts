/** Commits of several files at once over a simulated disk: after a crash at any operation all of one is there, or none. */
import { describe, expect, it, vi } from 'vitest';
import { NodeFsStorage } from '../../../pkg/src/storage/node-fs.js';
import { Random } from '../lib/random.js';
import { atScale, PATIENCE, report, SEED } from '../lib/scale.js';
import { type Values, valuesOf } from '../lib/values.js';
import { CRASHES, Disk } from './disk.js';
import { mount, unmount } from './simulated-fs.js';

vi.mock('node:fs/promises', () => import('./simulated-fs.js'));

const KEYS = Array.from({ length: 12 }, (_, i) => `key/${i}`);

const describeValues = (values: Values): string =>
  [...values]
    .map(([key, bytes]) => `${key}=${Buffer.from(bytes).toString('base64')}`)
    .sort()
    .join('\n');

/** Runs random commits; gives what was stored after each, and how long the disk's log was then. */
async function record(disk: Disk, commits: number, random: Random) {
  const storage = new NodeFsStorage(mount(disk));
  await storage.open('default');
  const values: Values = new Map();
  const history = [{ state: describeValues(values), acknowledged: disk.log.length }];
  for (let i = 0; i < commits; i++) {
    const chosen = KEYS.filter(() => random.chance(0.4));
    const deletes = chosen.filter((key) => values.has(key) && random.chance(0.4));
    const puts = chosen
      .filter((key) => !deletes.includes(key))
      .map((key): [string, Uint8Array] => [
        key,
        Uint8Array.from({ length: 1 + random.int(60) }, () => random.int(256)),
      ]);
    await storage.commit({ puts, deletes }, 'strict');
    for (const key of deletes) values.delete(key);
    for (const [key, bytes] of puts) values.set(key, bytes);
    history.push({ state: describeValues(values), acknowledged: disk.log.length });
  }
  await storage.close();
  return history;
}

async function stored(disk: Disk): Promise<string> {
  const path = mount(disk);
  const storage = new NodeFsStorage(path);
  try {
    return describeValues(await valuesOf(storage));
  } finally {
    await storage.close();
    unmount(path);
  }
}

describe('commits of several files', () => {
  it('are whole or not there', { timeout: PATIENCE }, async () => {
    const random = new Random(SEED);
    const disk = new Disk();
    const history = await record(disk, atScale(12, 60, 120), random);
    const failures: string[] = [];
    let points = 0;
    for (const { position, crash } of disk.points()) {
      const last = history.findLastIndex(({ acknowledged }) => acknowledged <= position);
      const allowed = history.slice(Math.max(last, 0), last + 2).map(({ state }) => state);
      for (const kind of CRASHES) {
        const recovering = crash(kind, random);
        if (!allowed.includes(await stored(recovering))) failures.push(`${kind} at operation ${position}`);
        // And once more while it recovers.
        const again = random.pick([...recovering.points()]);
        const second = random.pick(CRASHES);
        const where = `${kind} at operation ${position}, then ${second} at ${again.position} of the recovery`;
        if (!allowed.includes(await stored(again.crash(second, random)))) failures.push(where);
        points += 2;
      }
    }
    report(
      `commits of several files, ${disk.log.length} operations: ${points} crash points, ${failures.length} failed`,
    );
    expect(failures.slice(0, 5)).toEqual([]);
  });
});
