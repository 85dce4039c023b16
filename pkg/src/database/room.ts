/** Room in the storage: looked for before a large commit, and made once when there is none. */
import type { Core } from '../engine/core.js';
import { failureOf, StorageError } from '../storage/adapter.js';
import { compact, dropGarbage } from './compaction.js';
import { LARGE_COMMIT, type Persistence } from './persistence.js';

/** What a commit is assumed to take of its size: media keep books of their own. */
const OVERHEAD = 1.2;

const isFull = (error: unknown) => failureOf(error) === 'quota';

/**
 * Runs a commit of `bytes` bytes. When there is no room for it, garbage goes first, then what is stored is compacted;
 * after that a lack of room is final.
 * @throws {StorageError} `quota`; nothing was stored.
 */
export async function withRoom(
  persistence: Persistence,
  core: Core,
  bytes: number,
  commit: () => Promise<void>,
): Promise<void> {
  try {
    if (bytes >= LARGE_COMMIT) await requireRoom(persistence, bytes);
    return await commit();
  } catch (error) {
    if (!isFull(error) || !(await makeRoom(persistence, core))) throw error;
    return commit();
  }
}

async function requireRoom({ store }: Persistence, bytes: number): Promise<void> {
  const { usage, quota } = await store.estimate();
  if (usage === undefined || quota === undefined || usage + bytes * OVERHEAD <= quota) return;
  throw new StorageError('quota', `no room for ${bytes} bytes: ${usage} of ${quota} are in use`);
}

/** Whether there may be more room now. */
async function makeRoom(persistence: Persistence, core: Core): Promise<boolean> {
  try {
    const dropped = await dropGarbage(persistence);
    const stored = persistence.entries.reduce((sum, { bytes }) => sum + bytes, 0);
    if (stored <= core.liveBytes * OVERHEAD) return dropped;
    await compact(persistence, core, 0);
    await dropGarbage(persistence);
    return true;
  } catch (error) {
    if (isFull(error)) return false;
    throw error;
  }
}
