/** One writer: takes writes in order, stores them in groups, publishes what is stored, follows other writers. */

import { coreError, isDead, jina, lacks, type Needs, type PreparedWrite } from '../engine/core.js';
import { EngineError } from '../engine/engine.js';
import { type Announcement, StorageError } from '../storage/adapter.js';
import { type Credentials, embed } from '../vectorize/embedder.js';
import { parsePhones } from '../vectorize/phones.js';
import type { Sealed } from './commits.js';
import { foldFrom } from './compaction.js';
import type { Emitter } from './events.js';
import type { Instance } from './instance.js';
import { sequenceOf } from './manifests.js';
import { isConflict, type Outgoing } from './persistence.js';
import { frees, type PackedWrite, supplyWrite } from './requests.js';
import { isFull } from './reserve.js';
import { compactWithRoom, fillReserve, withRoom } from './room.js';

/**
 * When a write resolves: `strict` when it survives a power cut, `relaxed` when it survives the process,
 * `memory` at once.
 */
export type Durability = 'strict' | 'relaxed' | 'memory';

/** Bytes after which a group is stored even though more writes wait. */
const GROUP_BYTES = 1 << 20;
/** Rounds of writes in which a store is still written in turn after nothing was heard of other writers. */
const TURNS = 32;

type Waiting = {
  write: PackedWrite;
  credentials: Credentials;
  signal?: AbortSignal;
  resolve(reply: unknown): void;
  reject(error: unknown): void;
};
type Staged = Waiting & { prepared: PreparedWrite };
/** A group that is stored, with its commit; without one nothing had to be stored. */
type Stored = { group: Staged[]; sealed: Sealed | undefined };

const onlyFrees = (group: Staged[]) => group.every(({ write }) => frees(write.name));

const preparedOf = (group: Staged[]) => group.map(({ prepared }) => prepared);

const isBusy = (error: unknown) => error instanceof EngineError && error.kind === 'busy';

/** The writes of one database. */
export class WriteQueue {
  readonly #instance: Instance;
  readonly #durability: Durability;
  readonly #events: Emitter;
  readonly #waiting: Waiting[] = [];
  /** Tasks that need the queue for themselves. */
  readonly #tasks: (() => Promise<void>)[] = [];
  /** Commits that are visible and not stored yet. */
  #unstored: { sealed: Sealed; value: number; frees: boolean }[] = [];
  /** What other writers are said to have stored. */
  #news: Announcement[] = [];
  /** Above 0 while others write too: the rounds that take turns with them. */
  #contended = 0;
  /** Above 0 after a group found no room: so many writes are stored one by one, for some of them may fit. */
  #apart = 0;
  /** Writes whose embeddings are being made. */
  #supplying = 0;
  #draining: Promise<void> | undefined;
  /** Why commits that are visible cannot be stored; gone once they can. */
  #failure: unknown;
  /** Why the log could not be compacted, or others' commits not be taken in: nothing is lost by it. */
  #trouble: unknown;

  constructor(instance: Instance, durability: Durability, events: Emitter) {
    this.#instance = instance;
    this.#durability = durability;
    this.#events = events;
    instance.store.onChange((announcement) => this.hear(announcement));
  }

  /** What went wrong in the background. */
  get failure(): unknown {
    return this.#failure ?? this.#trouble;
  }

  /** Resolves with the write's reply once it is as durable as the connection asks for. */
  write(write: PackedWrite, credentials: Credentials, signal?: AbortSignal): Promise<unknown> {
    if (this.#instance.store.capabilities.readOnly || this.#instance.readOnly) {
      return Promise.reject(new StorageError('readOnly', 'this connection is for reading only'));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ write, credentials, signal, resolve, reject });
      this.#start();
    });
  }

  /** Runs a task between two groups of writes. */
  alone<T>(task: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#tasks.push(() => task().then(resolve, reject));
      this.#start();
    });
  }

  /** The published state, rebuilt between two groups of writes if its instance died. */
  async ready(): Promise<Instance> {
    if (this.#instance.core.isDead) await this.alone(async () => void (await this.#instance.alive()));
    return this.#instance;
  }

  /** Takes in what other writers are said to have stored. */
  hear(announcement: Announcement): void {
    this.#news.push(announcement);
    this.#start();
  }

  get #isIdle(): boolean {
    return this.#waiting.length + this.#tasks.length + this.#news.length === 0;
  }

  #start(): void {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
      if (!this.#isIdle) this.#start();
    });
  }

  async #drain(): Promise<void> {
    // one turn of the event loop, so that writes made together are stored together
    await Promise.resolve();
    await this.#instance.loaded.catch(() => undefined);
    while (!this.#isIdle) {
      for (let task = this.#tasks.shift(); task; task = this.#tasks.shift()) await task();
      if (this.#waiting.length > 0) await this.#round();
      else if (this.#news.length > 0) await this.#takeIn().catch((error) => this.#report(error));
    }
  }

  /** Writes one group. Where others write too, in turn: then nobody's commit is in the way of this one. */
  async #round(): Promise<void> {
    const { store } = this.#instance;
    if (this.#news.length > 0) this.#contended = TURNS;
    // not all may have been heard: then the first commit is refused, and the second one comes after a look
    const turn = async () => (await this.#attempt()) ?? (this.#news.length > 0 ? this.#attempt() : undefined);
    try {
      const stored = this.#contended > 0 && store.inTurn ? await store.inTurn(turn) : await this.#attempt();
      if (stored) await this.#show(stored);
    } catch (error) {
      // what others have stored cannot be taken in
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    }
  }

  /** Tries to store one group after what is known of others. */
  async #attempt(): Promise<Stored | undefined> {
    if (this.#contended > 0 && !(await this.#takeIn())) this.#contended--;
    const group = await this.#prepareGroup();
    return group.length > 0 ? this.#commitGroup(group) : undefined;
  }

  /** Takes in what other writers are said to have stored; tells whether there was anything. */
  async #takeIn(): Promise<boolean> {
    const news = this.#news.splice(0);
    const found = news.length > 0 && (await this.#instance.follow(news));
    if (found) this.#events.emit('change', { origin: 'elsewhere' });
    return found;
  }

  /** Prepares waiting writes until one must come after the others or the group is large. */
  async #prepareGroup(): Promise<Staged[]> {
    const group: Staged[] = [];
    let bytes = 0;
    const most = this.#apart > 0 ? 1 : Number.POSITIVE_INFINITY;
    this.#apart = Math.max(0, this.#apart - 1);
    while (bytes < GROUP_BYTES && group.length < most) {
      const next = this.#waiting[0];
      if (!next) break;
      let prepared: PreparedWrite | { needs: Needs };
      try {
        next.signal?.throwIfAborted();
        const { core, values } = await this.#instance.alive();
        const reply = core.prepare(next.write.name, next.write.request, next.write.vectors);
        if (lacks(reply)) {
          await values.supply(core, reply);
          continue;
        }
        prepared = reply;
      } catch (error) {
        if (isBusy(error) && group.length > 0) break;
        this.#waiting.shift();
        next.reject(coreError(error));
        if (!isDead(error)) continue;
        // what was staged died with the instance
        for (const { reject } of group.splice(0)) reject(error);
        continue;
      }
      this.#waiting.shift();
      if ('needs' in prepared) {
        this.#supply(next, prepared.needs);
        continue;
      }
      bytes += prepared.bytes;
      group.push({ ...next, prepared });
    }
    return group;
  }

  /** Makes what a write needs and lets it wait again. */
  #supply(waiting: Waiting, needs: Needs): void {
    this.#supplying++;
    Promise.all([embed(needs.embeds, jina, waiting.credentials, waiting.signal), parsePhones(needs.phones)])
      .then(([embedded, phones]) => {
        this.#waiting.push({ ...waiting, write: supplyWrite(waiting.write, embedded, phones) });
        this.#start();
      })
      .catch(waiting.reject)
      .finally(() => {
        this.#supplying--;
      });
  }

  /** Stores a group; a failure rejects all of it. A conflict with another writer lets it wait again. */
  async #commitGroup(group: Staged[]): Promise<Stored | undefined> {
    const { core, persistence } = this.#instance;
    const writes = preparedOf(group);
    if (writes.every(({ bytes }) => bytes === 0)) return { group, sealed: undefined };
    const staged = writes.map(({ ticket }) => ticket);
    try {
      const sealed = persistence.seal(core, writes, this.#durability === 'strict' ? 'strict' : 'relaxed');
      if (this.#durability === 'memory') return { group, sealed };
      const outgoing: Outgoing = { sealed };
      // where nobody else writes, the values go to the store together with the question whether they may
      if (this.#contended > 0) outgoing.again = this.#after(group, staged);
      await this.#commit(outgoing, this.#durability, onlyFrees(group));
      return { group, sealed: outgoing.sealed };
    } catch (error) {
      if (!core.isDead) for (const ticket of staged) core.discard(ticket);
      if (isConflict(error)) {
        this.#contended = TURNS;
        this.#news.push(undefined);
        this.#waiting.unshift(...group);
      } else if (isFull(error) && group.length > 1) {
        this.#apart = group.length;
        this.#waiting.unshift(...group);
      } else for (const { reject } of group) reject(error);
      return undefined;
    }
  }

  /** Prepares a group again after what another writer stored meanwhile. `staged` are its tickets. */
  #after(group: Staged[], staged: number[]): Outgoing['again'] {
    const { core } = this.#instance;
    const prepare = (takeIn: () => boolean): PreparedWrite[] | undefined => {
      for (const ticket of staged.splice(0)) core.discard(ticket);
      if (!takeIn()) return undefined;
      for (const one of group) {
        const reply = core.prepare(one.write.name, one.write.request, one.write.vectors);
        if (lacks(reply) || 'needs' in reply) return undefined;
        one.prepared = reply;
        staged.push(reply.ticket);
      }
      const writes = preparedOf(group);
      return writes.some(({ bytes }) => bytes > 0) ? writes : undefined;
    };
    return { core, prepare };
  }

  /** Publishes what was stored. */
  async #show({ group, sealed }: Stored): Promise<void> {
    if (!(await this.#publish(group, sealed))) return;
    if (sealed) this.#events.emit('change', { origin: 'here' });
    if (this.#durability === 'memory') await this.#storeLater();
    await this.#compact();
  }

  async #commit(outgoing: Outgoing, durability: 'strict' | 'relaxed', frees: boolean): Promise<void> {
    const { persistence, core } = this.#instance;
    const commit = () => persistence.commit(outgoing, durability);
    const before = persistence.next;
    try {
      await withRoom(persistence, core, { bytes: outgoing.sealed.frame.length, frees, commit });
    } finally {
      // a commit of one's own is counted when it is accepted: these were taken in on the way
      if (persistence.next > before) {
        this.#contended = TURNS;
        this.#events.emit('change', { origin: 'elsewhere' });
      }
    }
    this.#instance.isDurable = durability === 'strict';
  }

  /** Makes a stored group visible. Should that fail, what is stored is the truth: the core is rebuilt from it. */
  async #publish(group: Staged[], sealed: Sealed | undefined): Promise<boolean> {
    const { core, values, persistence } = this.#instance;
    try {
      // numbered only now: making room for the commit may have numbered new segments
      let value = 0;
      if (sealed) {
        const unstored = this.#durability === 'memory';
        value = persistence.accept(sealed, unstored);
        if (unstored) this.#unstored.push({ sealed, value, frees: onlyFrees(group) });
        core.register(value, sealed.head);
        core.share(sealed.frame, sequenceOf(sealed.key), value);
      }
      let base = 0;
      for (const { prepared } of group) {
        await values.complete(core, () => core.publish(prepared.ticket, value, base));
        base += prepared.bytes;
      }
    } catch (error) {
      const rebuilt = await this.#reload().then(
        () => true,
        () => false,
      );
      if (!rebuilt) {
        for (const { reject } of group) reject(coreError(error));
        return false;
      }
    }
    await this.#instance.noteCommit();
    for (const { prepared, resolve } of group) resolve(prepared.reply);
    return true;
  }

  /** Stores what is visible already. What cannot be stored now is tried again with the next write. */
  async #storeLater(): Promise<void> {
    try {
      for (let next = this.#unstored[0]; next; next = this.#unstored[0]) {
        await this.#commit({ sealed: next.sealed }, 'relaxed', next.frees);
        this.#instance.values.stored(next.value);
        this.#unstored.shift();
      }
      this.#failure = undefined;
    } catch (error) {
      if (isConflict(error)) return this.#reload().catch((reason) => this.#latch(reason));
      this.#latch(error);
    }
  }

  /** Builds the core anew from what is stored, and then from what is not stored yet. */
  async #reload(): Promise<void> {
    const unstored = this.#unstored.splice(0);
    await this.#instance.reload();
    for (const { sealed, frees } of unstored) {
      this.#unstored.push({ ...this.#instance.append(sealed), frees });
    }
  }

  async #compact(): Promise<void> {
    const { persistence, core } = this.#instance;
    try {
      await fillReserve(persistence);
      const from = this.#unstored.length > 0 ? undefined : foldFrom(persistence, core);
      if (from === undefined) return;
      await compactWithRoom(persistence, core, from);
      this.#trouble = undefined;
      await this.#instance.noteCheckpoint();
    } catch (error) {
      // another writer has compacted, or dropped what was not finished
      if (isConflict(error)) return this.#instance.reload();
      // the log is still whole; the next commit tries again
      this.#report(error);
    }
  }

  #latch(error: unknown): void {
    if (this.#failure === undefined) this.#events.emit('failure', { error });
    this.#failure = error;
  }

  #report(error: unknown): void {
    if (this.#trouble === undefined) this.#events.emit('failure', { error });
    this.#trouble = error;
  }

  /** Resolves when every write made so far is durable; rejects with what keeps it from being so. */
  async flush(): Promise<void> {
    while (this.#draining || this.#supplying > 0) {
      await (this.#draining ?? new Promise((resolve) => setTimeout(resolve)));
    }
    if (this.#unstored.length > 0) await this.alone(() => this.#storeLater());
    if (this.#failure) throw this.#failure;
    if (this.#durability === 'strict' || this.#instance.isDurable) return;
    await this.#instance.persistence.settle();
    await this.#instance.noteCheckpoint();
  }
}
