/**
 * The database's durable form in a storage adapter: a snapshot in segments, a manifest that lists them, and a
 * log of commits since. Opening replays both; a long log is folded into a new snapshot.
 */
import { type Core, openManifest, seal, sealManifest, unseal } from '../engine/core.js';
import { EngineError } from '../engine/engine.js';
import { type Durability, type StorageAdapter, StorageError } from '../storage/adapter.js';

/** Bytes of a segment: large values read several times faster than small ones. */
const SEGMENT_BYTES = 4 << 20;
/** A log of this size, and larger than the snapshot, is folded into a new snapshot. */
const LOG_BYTES = 8 << 20;
const SLOTS = ['manifest/a', 'manifest/b'];

const numbered = (folder: string, sequence: number) => `${folder}/${sequence.toString().padStart(16, '0')}`;
const logKey = (sequence: number) => numbered('wal', sequence);
const sequenceOf = (key: string) => Number(key.slice(key.indexOf('/') + 1));

/** The durable side of one database. */
export class Persistence {
  readonly #store: StorageAdapter;
  #generation = 0;
  #segments: string[] = [];
  #snapshotBytes = 0;
  /** The sequence of the next commit. */
  #next = 1;
  #logFrom = 1;
  #logBytes = 0;

  constructor(store: StorageAdapter) {
    this.#store = store;
  }

  /** Replays snapshot and log into an empty core. */
  async load(core: Core): Promise<void> {
    await this.#loadManifest();
    this.#snapshotBytes = 0;
    for await (const [key, bytes] of this.#store.getMany(this.#segments)) {
      if (!bytes) throw new EngineError(`the stored segment ${key} is missing`, 500, 'corrupt');
      this.#snapshotBytes += bytes.length;
      core.replay(unseal('segment', bytes));
    }
    this.#next = this.#logFrom;
    this.#logBytes = 0;
    const log = (await this.#store.list('wal/')).filter(({ key }) => sequenceOf(key) >= this.#logFrom);
    for await (const [key, bytes] of this.#store.getMany(log.map(({ key }) => key))) {
      if (!bytes || sequenceOf(key) !== this.#next) {
        throw new EngineError(`the stored log has no commit ${this.#next}`, 500, 'corrupt');
      }
      core.replay(unseal('wal', bytes));
      this.#logBytes += bytes.length;
      this.#next++;
    }
  }

  /** Takes the newest manifest that is whole. */
  async #loadManifest(): Promise<void> {
    let found = false;
    let damage: unknown;
    for (const slot of SLOTS) {
      const bytes = await this.#store.get(slot);
      if (!bytes) continue;
      try {
        const { generation, logFrom, segments } = openManifest(bytes);
        if (found && generation < this.#generation) continue;
        found = true;
        this.#generation = generation;
        this.#logFrom = logFrom;
        this.#segments = segments;
      } catch (error) {
        if (error instanceof EngineError && error.kind === 'format-too-new') throw error;
        damage = error;
      }
    }
    if (damage && !found) throw damage;
  }

  /**
   * Stores one commit.
   * @throws {StorageError} `conflict` when another writer has stored a commit since the last one seen here.
   */
  async commit(payload: Uint8Array, durability: Durability): Promise<void> {
    const key = logKey(this.#next);
    const frame = seal('wal', this.#next, payload);
    await this.#store.commit({ puts: [[key, frame]], deletes: [], expect: { key, prefix: undefined } }, durability);
    this.#next++;
    this.#logBytes += frame.length;
  }

  /** Whether it is time for a checkpoint. */
  get wantsCheckpoint(): boolean {
    return this.#logBytes > Math.max(LOG_BYTES, this.#snapshotBytes);
  }

  /** Writes everything as a new snapshot and drops the old one and its log, in one commit. */
  async checkpoint(core: Core): Promise<void> {
    const generation = this.#generation + 1;
    const puts: [string, Uint8Array][] = core
      .snapshot(SEGMENT_BYTES)
      .map((payload, i) => [numbered(`segment/${generation}`, i), seal('segment', i, payload)]);
    const segments = puts.map(([key]) => key);
    const manifest = sealManifest({ generation, logFrom: this.#next, segments });
    const log = (await this.#store.list('wal/')).map(({ key }) => key);
    const deletes = [...this.#segments, ...log.filter((key) => sequenceOf(key) < this.#next)];
    const expect = { key: logKey(this.#next), prefix: undefined };
    await this.#store.commit({ puts: [...puts, [manifest.key, manifest.bytes]], deletes, expect }, 'strict');
    this.#generation = generation;
    this.#segments = segments;
    this.#snapshotBytes = puts.reduce((sum, [, bytes]) => sum + bytes.length, 0);
    this.#logFrom = this.#next;
    this.#logBytes = 0;
  }
}

/** Whether a commit lost against another writer. */
export const isConflict = (error: unknown) => error instanceof StorageError && error.failure === 'conflict';
