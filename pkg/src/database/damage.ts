/** Damage in stored data: what counts as such, what a power cut may do, and what becomes of values that are damaged. */
import { HEADER_BYTES, isRelaxed } from '../engine/core.js';
import { type DamagedValue, EngineError } from '../engine/engine.js';
import { failureOf, type StorageAdapter } from '../storage/adapter.js';
import type { Entry } from './commits.js';

export const isDamage = (error: unknown): boolean =>
  (error instanceof EngineError && error.kind === 'corrupt') || failureOf(error) === 'corrupt';

/** Whether a log entry says that it was stored relaxed; undefined where its beginning cannot be read. */
async function relaxed(store: StorageAdapter, entry: Entry | undefined): Promise<boolean | undefined> {
  if (!entry?.key.startsWith('wal/')) return undefined;
  try {
    const header = await store.getRange(entry.key, 0, HEADER_BYTES);
    return header && isRelaxed(header);
  } catch (error) {
    if (isDamage(error)) return undefined;
    throw error;
  }
}

/**
 * Whether what is damaged or missing at a position is the end of a log that was stored relaxed: a power cut may take
 * any of the last commits. Nothing after it may have been stored strictly, and the entry itself, the one before it or
 * one after it must say that it was stored relaxed.
 */
export async function isTornTail(store: StorageAdapter, entries: Entry[], position: number): Promise<boolean> {
  const later = await Promise.all(entries.slice(position).map((entry) => relaxed(store, entry)));
  if (later.includes(false) || entries.slice(position).some(({ key }) => !key.startsWith('wal/'))) return false;
  return later.includes(true) || (await relaxed(store, entries[position - 1])) === true;
}

/** Where damaged values are kept for whoever wants to look at them. */
const QUARANTINE = 'quarantine/';

/** Copies damaged values aside, as far as they can be read, so that compaction does not remove the last trace. */
export async function quarantine(store: StorageAdapter, damaged: DamagedValue[]): Promise<void> {
  for (const { key } of damaged) {
    const bytes = await store.get(key).catch(() => undefined);
    if (bytes) await store.commit({ puts: [[`${QUARANTINE}${key}`, bytes]], deletes: [] }, 'strict');
  }
}
