/** Node's files over a simulated disk: a crash at every operation of a long script, and what each leaves. */
import { describe, expect, it, vi } from 'vitest';
import { NodeFsStorage } from '../../../pkg/src/storage/node-fs.js';
import { History } from '../lib/history.js';
import { Random } from '../lib/random.js';
import { atScale, PATIENCE, report, SEED } from '../lib/scale.js';
import { Script, type ScriptOptions } from '../lib/script.js';
import { checkCrash, type Durability, type Expected, Tally, withClient } from './checks.js';
import { CRASHES, type Crash, Disk } from './disk.js';
import { mount, unmount } from './simulated-fs.js';

vi.mock('node:fs/promises', () => import('./simulated-fs.js'));

/** Lets `use` work with the files on a disk. */
async function onDisk<T>(disk: Disk, use: (storage: NodeFsStorage) => Promise<T>): Promise<T> {
  const path = mount(disk);
  try {
    return await use(new NodeFsStorage(path));
  } finally {
    unmount(path);
  }
}

const record = (disk: Disk, durability: Durability, script: Script): Promise<History> =>
  onDisk(disk, (storage) =>
    withClient(storage, durability, (client) => History.record(client, script, () => disk.log.length)),
  );

/**
 * What a database may hold after a crash. Relaxed writes outlive a process; a power cut may take the last of them, or
 * leave so little of a new store that it is refused.
 */
function expected(history: History, position: number, durability: Durability, crash: Crash): Expected {
  const { acknowledged, issued } = history.at(position);
  const kept = durability === 'strict' || crash === 'stop';
  return { from: kept ? acknowledged : 0, to: issued, mayRefuse: !kept };
}

/** Crashes a recorded disk at every `stride`-th point in every way; at every tenth, once more while it recovers. */
async function crashEverywhere(disk: Disk, history: History, durability: Durability, stride: number): Promise<Tally> {
  const tally = new Tally();
  const random = new Random(SEED);
  for (const { position, crash } of disk.points()) {
    if (position % stride) continue;
    for (const kind of CRASHES) {
      const where = `${durability} ${kind} at operation ${position}`;
      const left = crash(kind, random);
      const wanted = expected(history, position, durability, kind);
      await onDisk(left, (storage) => checkCrash(tally, where, storage, history, wanted));
      if (!random.chance(0.1)) continue;
      await crashRecovery(tally, where, crash(kind, random), history, wanted, random);
    }
  }
  return tally;
}

/** Opens a crashed disk, and crashes it again at some point of that. */
async function crashRecovery(
  tally: Tally,
  where: string,
  disk: Disk,
  history: History,
  wanted: Expected,
  random: Random,
) {
  await onDisk(disk, (storage) => withClient(storage, 'strict', async () => undefined)).catch(() => undefined);
  const stop = random.int(disk.log.length + 1);
  for (const { position, crash } of disk.points()) {
    if (position !== stop) continue;
    const kind = random.pick(CRASHES);
    const again = `${where}, then ${kind} at operation ${position} of the recovery`;
    await onDisk(crash(kind, random), (storage) => checkCrash(tally, again, storage, history, wanted));
  }
}

async function run(durability: Durability, options: ScriptOptions, points: number): Promise<Tally> {
  const disk = new Disk();
  const history = await record(disk, durability, new Script(SEED, options));
  const tally = await crashEverywhere(disk, history, durability, Math.ceil(disk.log.length / points));
  report(`files, ${durability}, ${history.writes.length} writes, ${disk.log.length} operations: ${tally.text}`);
  return tally;
}

describe('files over a simulated disk', () => {
  it.each<Durability>(['strict', 'relaxed'])(
    'lose nothing they should keep, with %s writes',
    { timeout: PATIENCE },
    async (durability) => {
      const tally = await run(durability, { steps: atScale(80, 500, 500) }, atScale(40, 400, 1500));
      expect(tally.failures.slice(0, 5)).toEqual([]);
    },
  );

  it('lose nothing while logs are folded into segments', { timeout: PATIENCE }, async () => {
    const bulk = { every: 3, bytes: 2 << 20 };
    const tally = await run('strict', { steps: atScale(90, 150, 150), bulk }, atScale(20, 200, 800));
    expect(tally.failures.slice(0, 5)).toEqual([]);
  });
});
