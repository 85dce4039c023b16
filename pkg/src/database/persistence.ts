/**
 * The database's durable form in a storage adapter: segments, a manifest that says which commits they stand for, and
 * a log of the other commits. Opening replays both in the order of the commits.
 */

import { startsWith } from '../bytes.js';
import { type Core, type ManifestContent, type PreparedWrite, type SealedValue, seal } from '../engine/core.js';
import { type DamagedValue, EngineError } from '../engine/engine.js';
import {
  type Announcement,
  type Commit,
  type Durability,
  type Expectation,
  failureOf,
  getAll,
  type StorageAdapter,
} from '../storage/adapter.js';
import { commitOf, type Entry, kindOf, LOG, logKey, type Sealed } from './commits.js';
import { isDamage, isTornTail } from './damage.js';
import { covers, type Manifests, openManifests, readManifests, SLOTS, sequenceOf, slotOf } from './manifests.js';
import { Reserve } from './reserve.js';
import { StoredValues } from './values.js';

export type LoadOptions = {
  /** What to do with a damaged value: refuse to open, or leave it out and report it. */
  onCorrupt: 'fail' | 'quarantine';
  /** Called with each core that has its first value and will get the others. */
  onFirst?(core: Core): void;
  onProgress?(bytes: number, total: number): void;
  signal?: AbortSignal;
};

/** A commit on its way into the store. */
export type Outgoing = {
  /** As it is tried last. */
  sealed: Sealed;
  /**
   * Called when another writer was first: prepares the writes as they are after that one, which `takeIn` replays into
   * `core`. Undefined, also from `takeIn`: that cannot be known at once, and the commit is refused.
   */
  again?: { core: Core; prepare(takeIn: () => boolean): PreparedWrite[] | undefined };
};

/** A value without meaning: storing it strictly makes everything before it durable. */
const BARRIER = 'barrier';
/** Commits of other writers that are read at once: about as many as come between two of one's own. */
const AHEAD = 8;
/** How often loading starts again because another writer replaced what was being read. */
const ATTEMPTS = 3;

/** The durable side of one database. */
export class Persistence {
  readonly store: StorageAdapter;
  /** Room that new data leave to deletes. */
  readonly reserve: Reserve;
  /** Values that rows of the loaded core point into. */
  values: StoredValues;
  /** The manifest that was loaded or written last. */
  manifest: ManifestContent = { generation: 0, runs: [] };
  manifests: Manifests = { valid: [], damage: undefined, prefixes: new Map() };
  /** All values in the order of replay. */
  entries: Entry[] = [];
  /** Values that were left out because they are damaged. */
  damaged: DamagedValue[] = [];
  /** Commits at the end of the log that a power cut took, all of them stored relaxed. */
  torn: string[] = [];
  /** The next commit when all of this was last compacted for lack of room. */
  compactedAt = 0;
  /** The sequence of the next commit. */
  next = 1;

  constructor(store: StorageAdapter) {
    this.store = store;
    this.reserve = new Reserve(store.reserve);
    this.values = new StoredValues(store);
  }

  /**
   * Replays everything into an empty core. Should the newest manifest lead to damage, the one before is tried: the
   * values that it names are kept until it is overwritten.
   */
  async load(create: () => Promise<Core>, options: LoadOptions): Promise<Core> {
    for (let attempt = 1; ; attempt++) {
      this.manifests = await readManifests(this.store);
      const newest = this.manifests.valid[0]?.generation;
      try {
        return await this.#loadNewest(create, options);
      } catch (error) {
        const replaced = isDamage(error) && newest !== (await readManifests(this.store)).valid[0]?.generation;
        if (!replaced || attempt === ATTEMPTS) throw error;
      }
    }
  }

  async #loadNewest(create: () => Promise<Core>, options: LoadOptions): Promise<Core> {
    const { valid, damage } = this.manifests;
    // before the first manifest there was only the log, which is kept until the second
    const first = { generation: 0, runs: [] };
    const candidates = (valid[0]?.generation ?? 1) === 1 ? [...valid, first] : valid;
    const runs = valid[0]?.runs.map(({ last }) => last) ?? [];
    // what is known to have been stored; of a manifest that cannot be read no more than that there was something
    const reached = Math.max(valid.length === 0 && damage ? 1 : 0, ...runs);
    let failure: unknown;
    for (const manifest of candidates) {
      try {
        const core = await this.#replay(create, manifest, { ...options, onCorrupt: 'fail' });
        if (this.next > reached) {
          await this.#dropTorn();
          return core;
        }
        core.free();
        failure ??= new EngineError(`the stored log ends at commit ${this.next - 1} of ${reached}`, 500, 'corrupt');
      } catch (error) {
        failure ??= error;
        if (!isDamage(error)) throw error;
      }
    }
    if (options.onCorrupt === 'fail') throw valid.length === 0 && damage ? damage : failure;
    return this.#replay(create, candidates[0] as ManifestContent, options);
  }

  async #replay(create: () => Promise<Core>, manifest: ManifestContent, options: LoadOptions): Promise<Core> {
    const creating = create();
    // should it fail, that is noticed when the first value is there
    creating.catch(() => undefined);
    try {
      await this.#replayInto(creating, manifest, options);
      return await creating;
    } catch (error) {
      await creating.then(
        (core) => core.free(),
        () => undefined,
      );
      throw error;
    }
  }

  /** The first values are read while the core is made: the module may have to be compiled for it. */
  async #replayInto(creating: Promise<Core>, manifest: ManifestContent, options: LoadOptions): Promise<void> {
    this.values = new StoredValues(this.store);
    this.manifest = manifest;
    this.damaged = [];
    this.torn = [];
    this.next = 1;
    this.entries = await this.#contents(manifest);
    const keys = this.entries.map(({ key }) => key);
    const sizes = this.entries.map(({ bytes }) => bytes);
    const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
    let done = 0;
    let position = 0;
    for await (const [key, bytes] of this.store.getMany(keys, options.signal, sizes)) {
      const core = await creating;
      const entry = this.entries[position] as Entry;
      try {
        if (entry.first > this.next) throw new EngineError(`the stored log has no commit ${this.next}`, 500, 'corrupt');
        if (!bytes) throw new EngineError(`the stored value ${key} is missing`, 500, 'corrupt');
        await this.#apply(core, key, bytes);
      } catch (error) {
        if (!isDamage(error)) throw error;
        if (await isTornTail(this.store, this.entries, position)) {
          this.torn = this.entries.splice(position).map(({ key }) => key);
          return;
        }
        if (options.onCorrupt === 'fail') throw error;
        this.damaged.push({ key, bytes: entry.bytes, reason: (error as Error).message });
      }
      this.next = Math.max(this.next, entry.last + 1);
      position++;
      done += entry.bytes;
      options.onFirst?.(core);
      options.onProgress?.(done, total);
    }
  }

  /** The torn end of the log goes away before anything else is written in its place. */
  async #dropTorn(): Promise<void> {
    if (this.torn.length === 0 || this.store.capabilities.readOnly) return;
    await this.store.commit({ puts: [], deletes: this.torn }, 'strict');
  }

  /** Replays one value, and waits where mirrors are far behind. */
  async #apply(core: Core, key: string, bytes: Uint8Array): Promise<void> {
    await this.#replayValue(core, key, bytes);
    await core.caughtUp();
  }

  /** Replays one value: at once, unless its rows need parts of earlier ones. */
  #replayValue(core: Core, key: string, bytes: Uint8Array): Promise<void> | undefined {
    const number = this.values.add(key);
    const sequence = sequenceOf(key);
    const replay = (from: number) => core.replay(bytes, sequence, number, from);
    core.share(bytes, sequence, number);
    const first = replay(0);
    const goOn = async () => {
      for (let rest = first; rest; rest = replay(rest.at)) await this.values.supply(core, rest);
    };
    return first && goOn();
  }

  /** What a manifest and the log hold together, in the order of the commits. */
  async #contents(manifest: ManifestContent): Promise<Entry[]> {
    const segments = manifest.runs.flatMap(({ first, last, segments }) =>
      segments.map(([key, bytes]) => ({ key, bytes, first, last })),
    );
    const log = (await this.store.list(LOG))
      .map(({ key, size }) => ({ key, bytes: size, first: commitOf(key), last: commitOf(key) }))
      .filter(({ first }) => !covers(manifest, first));
    return [...segments, ...log].sort((a, b) => a.first - b.first);
  }

  /** Gives prepared writes, as one commit, its number and its envelope. */
  seal(core: Core, writes: PreparedWrite[], durability: Durability): Sealed {
    const bytes = writes.reduce((sum, write) => sum + write.bytes, 0);
    const tickets = writes.map(({ ticket }) => ticket);
    return { key: logKey(this.next), ...core.seal(tickets, kindOf(bytes), this.next, durability === 'relaxed') };
  }

  /** Gives a commit that has lost its number the next one. */
  reseal({ frame, head }: SealedValue, durability: Durability): Sealed {
    const payload = frame.subarray(head.length);
    return { key: logKey(this.next), ...seal(kindOf(payload.length), this.next, payload, durability === 'relaxed') };
  }

  /**
   * Stores a commit.
   * @throws {StorageError} `conflict` when another writer has stored a commit since the last one seen here, and this one
   * could not be made again after it.
   */
  async commit(outgoing: Outgoing, durability: Durability): Promise<void> {
    const { again } = outgoing;
    let takingIn: Promise<void> | undefined;
    const commit = (): Commit => {
      const { key, frame } = outgoing.sealed;
      return { puts: [[key, frame]], deletes: [], expect: this.#expectNext(), otherwise: again && otherwise };
    };
    const otherwise = ([next, ...slots]: (Uint8Array | undefined)[]): Commit | undefined => {
      if (!again || !next || !this.#isManifest(slots)) return undefined;
      const takeIn = () => {
        takingIn = this.#takeIn(again.core, next);
        return takingIn === undefined;
      };
      try {
        const writes = again.prepare(takeIn);
        if (!writes) return undefined;
        outgoing.sealed = this.seal(again.core, writes, durability);
        return commit();
      } catch {
        // it is met again, and told of, where the write is tried after a look at the store
        return undefined;
      }
    };
    try {
      await this.store.commit(commit(), durability);
    } catch (error) {
      await takingIn;
      if (!(await this.#arrived(error, outgoing.sealed, durability))) throw error;
    }
  }

  /**
   * The slots that tell whether what was loaded is still stored: that of its manifest, which goes when the log after it
   * does. Before the first manifest that log is everything, and a manifest in either slot may have taken its place.
   */
  get #slots(): string[] {
    const { generation } = this.manifest;
    return generation === 0 ? SLOTS : [slotOf(generation)];
  }

  /** Whether these values of {@link Persistence.#slots} begin as they did when the manifest was loaded. */
  #isManifest(stored: (Uint8Array | undefined)[]): boolean {
    return this.#slots.every((slot, i) => startsWith(stored[i], this.manifests.prefixes.get(slot)));
  }

  /** That nobody has stored another manifest, or dropped one. */
  expectManifests(slots = SLOTS): Expectation[] {
    return slots.map((key) => ({ key, prefix: this.manifests.prefixes.get(key) }));
  }

  /**
   * That nobody has stored the next commit. Its key may be free again: then two compactions went by, or one and a lack of
   * room, and the manifest that was loaded is gone.
   */
  #expectNext(): Expectation[] {
    return [{ key: logKey(this.next), prefix: undefined }, ...this.expectManifests(this.#slots)];
  }

  /** Stores payloads as so many commits, all of them or none, and applies them. */
  async commitAll(core: Core, payloads: Uint8Array[]): Promise<void> {
    const start = this.next;
    const frames = payloads.map((payload, i) => seal('segment', start + i, payload).frame);
    const puts = frames.map((frame, i): [string, Uint8Array] => [logKey(start + i), frame]);
    await this.store.commit({ puts, deletes: [], expect: this.#expectNext() }, 'strict');
    for (const [key, frame] of puts) {
      this.entries.push({ key, bytes: frame.length, first: this.next, last: this.next });
      this.next++;
      await this.#apply(core, key, frame);
    }
  }

  /** Whether a commit that failed was stored all the same: then what is there begins as it does, checksums and all. */
  async #arrived(error: unknown, { key, head }: Sealed, durability: Durability): Promise<boolean> {
    // Any failure may come after the commit was made: a full disk may be noticed as late as by the folder's flush.
    if (isConflict(error)) return false;
    try {
      const stored = await this.store.getRange(key, 0, head.length);
      if (stored?.length !== head.length || stored.some((byte, i) => byte !== head[i])) return false;
      // It can be read; whether it was flushed is what the failure leaves open.
      if (durability === 'strict') await this.settle();
      return true;
    } catch {
      return false;
    }
  }

  /** Makes everything stored before it durable. */
  async settle(): Promise<void> {
    await this.store.commit({ puts: [[BARRIER, new Uint8Array(1)]], deletes: [] }, 'strict');
  }

  /**
   * Counts a commit in and numbers its value: rows may point into it from now on, `unstored` as long as it waits to be
   * stored.
   */
  accept({ key, frame }: Sealed, unstored = false): number {
    this.entries.push({ key, bytes: frame.length, first: this.next, last: this.next });
    this.next++;
    return this.values.add(key, unstored ? frame : undefined);
  }

  /**
   * Replays commits that other writers have announced, those before the next one aside. False: it is not all told, so
   * that one has to look.
   */
  async takeAnnounced(core: Core, announced: Announcement[]): Promise<boolean> {
    for (const announcement of announced) {
      if (!announcement?.key.startsWith(LOG)) return false;
      const commit = commitOf(announcement.key);
      if (commit > this.next) return false;
      if (commit !== this.next) continue;
      await this.#takeIn(core, announcement.value);
      await core.caughtUp();
    }
    return true;
  }

  /**
   * Replays what another writer has stored since. False: what was loaded is stored no more, so that everything must be
   * loaded anew. That takes two compactions: the first keeps what the manifest before it names, and the log after that.
   * Where there was no manifest, the first may have been enough.
   */
  async follow(core: Core): Promise<boolean> {
    // by name: a list of the log grows with it
    const ahead = () => Array.from({ length: AHEAD }, (_, i) => logKey(this.next + i));
    const stored = await getAll(this.store, [...SLOTS, ...ahead()]);
    const { prefixes } = await openManifests(stored.slice(0, SLOTS.length));
    if (!this.#isManifest(this.#slots.map((slot) => prefixes.get(slot)))) return false;
    const first = stored.slice(SLOTS.length);
    for (let values = first; ; values = await getAll(this.store, ahead())) {
      for (const bytes of values) {
        if (!bytes) return true;
        await this.#takeIn(core, bytes);
        await core.caughtUp();
      }
    }
  }

  /** Replays the next commit: at once, unless its rows need parts of earlier values. */
  #takeIn(core: Core, bytes: Uint8Array): Promise<void> | undefined {
    const key = logKey(this.next);
    const count = () => {
      this.entries.push({ key, bytes: bytes.length, first: this.next, last: this.next });
      this.next++;
    };
    const rest = this.#replayValue(core, key, bytes);
    if (rest) return rest.then(count);
    count();
    return undefined;
  }
}

/** Whether a commit lost against another writer. */
export const isConflict = (error: unknown) => failureOf(error) === 'conflict';
