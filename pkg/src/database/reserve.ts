/** How much room is kept for deletes, and when it is given up and taken again: {@link StorageReserve}. */
import { failureOf, type StorageReserve } from '../storage/adapter.js';

/** The reserve as a share of what is stored. */
const SHARE = 1 / 8;
/** Stores that are smaller than this, in bytes, have none. */
const LEAST_STORE = 1 << 20;
/** Bytes: room for the deletes of one request and for the segments of a store that is nearly empty then. */
const MOST = 1 << 20;
/** Bytes. Chromium's LevelDB back end gives the room of smaller values back only when it compacts. */
const LEAST = 1 << 16;
/** What is tried next where there is no room for so much. */
const STEP = 7 / 8;
/** Commits between two tries to take more of a medium that had no more. */
const AGAIN_COMMITS = 64;

/** The reserve that a store of so many bytes should have: powers of 2, so that it is seldom made anew. */
export function wantedReserve(stored: number): number {
  if (stored < LEAST_STORE) return 0;
  return Math.min(MOST, 2 ** Math.floor(Math.log2(stored * SHARE)));
}

export const isFull = (error: unknown) => failureOf(error) === 'quota';

/** Runs an action; false: there was no room for it. */
export async function fits(action: () => Promise<void>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    if (isFull(error)) return false;
    throw error;
  }
}

/** The reserve of one store. Without a {@link StorageReserve} it does nothing. */
export class Reserve {
  readonly #medium: StorageReserve | undefined;
  /** Bytes held; undefined as long as nobody asked. Other writers may have changed it since. */
  #held: number | undefined;
  /** Bytes that were given up last, of which as much as possible is taken back. */
  #released = 0;
  /** The commit at which the medium had no more. */
  #refusedAt: number | undefined;

  constructor(medium: StorageReserve | undefined) {
    this.#medium = medium;
  }

  /** Gives all of it back to the medium. */
  async release(): Promise<void> {
    if (!this.#medium) return;
    this.#released = this.#held ?? (await this.#medium.size());
    await this.#medium.resize(0);
    this.#held = 0;
    this.#refusedAt = undefined;
  }

  /**
   * Whether a store of so many bytes may take new data: at least half of its reserve is there, or can be taken now. A
   * medium may refuse it for a while and then have room again, which must not go to new data first.
   */
  async suffices(stored: number, commit: number): Promise<boolean> {
    const least = wantedReserve(stored) / 2;
    if (!this.#medium || (this.#held ?? 0) >= least) return true;
    this.#refusedAt = undefined;
    await this.fill(stored, commit);
    return (this.#held ?? 0) >= least;
  }

  /**
   * Takes what a store of so many bytes should have, or what there is. `commit` is the number of the next commit. Never fails.
   */
  async fill(stored: number, commit: number): Promise<void> {
    const medium = this.#medium;
    const wanted = wantedReserve(stored);
    if (!medium || wanted === 0) return;
    if (this.#held !== undefined && this.#held >= wanted) return;
    if (this.#refusedAt !== undefined && commit < this.#refusedAt + AGAIN_COMMITS) return;
    this.#refusedAt = undefined;
    try {
      this.#held ??= await medium.size();
      const first = this.#released || wanted;
      this.#released = 0;
      for (let bytes = first; bytes > this.#held && bytes >= LEAST; bytes = Math.floor(bytes * STEP)) {
        if (await fits(() => medium.resize(bytes))) this.#held = bytes;
        else this.#refusedAt = commit;
      }
    } catch {
      // a medium that fails in another way will tell with the next commit
      this.#refusedAt = commit;
    }
  }
}
