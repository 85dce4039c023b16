/** Room in the storage: looked for before a large commit, made when there is none, and kept for deletes. */
import type { Core } from '../engine/core.js';
import { StorageError } from '../storage/adapter.js';
import { LARGE_COMMIT } from './commits.js';
import { compact, dropGarbage } from './compaction.js';
import type { Persistence } from './persistence.js';
import { fits, isFull } from './reserve.js';

/** What a commit is assumed to take of its size: media keep books of their own. */
const OVERHEAD = 1.2;

/** A commit on its way. */
export type Demand = {
  bytes: number;
  /** Whether it only takes away: then it may use the reserve. */
  frees: boolean;
  commit(): Promise<void>;
};

/**
 * Runs a commit. When there is no room for it, garbage goes, then what is stored is compacted; after that a lack of room
 * is final. Compaction may use the reserve, and so may a commit that only takes away.
 * @throws {StorageError} `quota`; nothing was stored.
 */
export async function withRoom(persistence: Persistence, core: Core, demand: Demand): Promise<void> {
  const { bytes, frees } = demand;
  const commit = async () => {
    if (!frees) await requireReserve(persistence);
    await demand.commit();
  };
  try {
    if (bytes >= LARGE_COMMIT && !frees) await requireRoom(persistence, bytes);
    return await commit();
  } catch (error) {
    if (!isFull(error)) throw error;
    if (frees && (await onReserve(persistence, () => fits(commit)))) return;
    if (!(await makeRoom(persistence, core))) throw noRoom(demand, error);
  }
  try {
    await (frees ? onReserve(persistence, commit) : commit());
  } catch (error) {
    throw isFull(error) ? noRoom(demand, error) : error;
  }
}

/** Runs an action that may use the reserve, which takes back what is left. */
async function onReserve<T>(persistence: Persistence, action: () => Promise<T>): Promise<T> {
  await persistence.reserve.release();
  try {
    return await action();
  } finally {
    await fillReserve(persistence);
  }
}

/** Compacts, with the help of the reserve when there is no room: see {@link compact}. */
export async function compactWithRoom(persistence: Persistence, core: Core, from: number): Promise<void> {
  try {
    await compact(persistence, core, from);
  } catch (error) {
    if (!isFull(error)) throw error;
    await onReserve(persistence, async () => {
      // what the first try has left
      await dropGarbage(persistence);
      await compact(persistence, core, from);
    });
  }
}

const storedBytes = ({ entries }: Persistence) => entries.reduce((sum, { bytes }) => sum + bytes, 0);

/** Takes what the reserve should have, as far as there is room. */
export const fillReserve = (persistence: Persistence): Promise<void> =>
  persistence.reserve.fill(storedBytes(persistence), persistence.next);

async function requireReserve(persistence: Persistence): Promise<void> {
  if (await persistence.reserve.suffices(storedBytes(persistence), persistence.next)) return;
  throw new StorageError('quota', 'what is left is kept for deletes');
}

function noRoom({ bytes, frees }: Demand, cause: unknown): StorageError {
  const what = frees ? `a delete of ${bytes} bytes` : `${bytes} bytes`;
  const remedy = frees
    ? 'others have taken even what is kept for deletes: remove something else of this site or disk'
    : 'delete objects or collections, or give this site or disk more room';
  return new StorageError('quota', `no room for ${what} (${(cause as Error).message}): ${remedy}`, { cause });
}

async function requireRoom({ store }: Persistence, bytes: number): Promise<void> {
  const { usage, quota } = await store.estimate();
  if (usage === undefined || quota === undefined || usage + bytes * OVERHEAD <= quota) return;
  throw new StorageError('quota', `${usage} of ${quota} bytes are in use`);
}

/** Drops and compacts what can be, as far as there is room for that itself. Tells whether there may be more room now. */
async function makeRoom(persistence: Persistence, core: Core): Promise<boolean> {
  let dropped = false;
  const drop = async () => {
    dropped = (await dropGarbage(persistence)) || dropped;
  };
  await fits(drop);
  const stored = storedBytes(persistence);
  // a try that found no room finds none before something has changed
  if (stored <= core.liveBytes * OVERHEAD || persistence.compactedAt === persistence.next) return dropped;
  persistence.compactedAt = persistence.next;
  await onReserve(persistence, async () => {
    await fits(drop);
    await fits(() => compact(persistence, core, 0));
    // what was compacted, or the beginnings of it
    await fits(drop);
  });
  return true;
}
