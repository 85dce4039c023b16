/** Commits as the store has them: what they are stored as, and under which keys. */
import type { SealedValue, ValueKind } from '../engine/core.js';

/** A commit of this size is a segment already: compaction leaves it as it is where it can. */
export const LARGE_COMMIT = 1 << 20;

/** What the keys of the log begin with. */
export const LOG = 'wal/';

export const logKey = (commit: number) => `${LOG}${commit.toString().padStart(16, '0')}`;
export const commitOf = (key: string) => Number(key.slice(key.indexOf('/') + 1));

/** What a commit of so many bytes is stored as. */
export const kindOf = (bytes: number): ValueKind => (bytes >= LARGE_COMMIT ? 'segment' : 'wal');

/** A stored value in the order of replay, and the commits it stands for. */
export type Entry = { key: string; bytes: number; first: number; last: number };

/** A commit with its number and envelope. */
export type Sealed = SealedValue & { key: string };
