/** One writer: takes writes in order, stores them in groups, publishes what is stored. */
import { type Core, coreError, jina, type Needs, type PreparedWrite } from '../engine/core.js';
import { EngineError } from '../engine/engine.js';
import { concat } from '../storage/bytes.js';
import { type Credentials, embed } from '../vectorize/embedder.js';
import { parsePhones } from '../vectorize/phones.js';
import { isConflict, type Persistence } from './persistence.js';
import { type PackedWrite, supplyWrite } from './requests.js';

/**
 * When a write resolves: `strict` when it survives a power cut, `relaxed` when it survives the process,
 * `memory` at once.
 */
export type Durability = 'strict' | 'relaxed' | 'memory';

/** Bytes after which a group is stored even though more writes wait. */
const GROUP_BYTES = 1 << 20;

type Waiting = {
  write: PackedWrite;
  credentials: Credentials;
  signal?: AbortSignal;
  resolve(reply: unknown): void;
  reject(error: unknown): void;
};
type Staged = Waiting & { prepared: PreparedWrite };

const isBusy = (error: unknown) => error instanceof EngineError && error.kind === 'busy';

/** The writes of one database. */
export class WriteQueue {
  #core: Core;
  readonly #create: () => Promise<Core>;
  readonly #persistence: Persistence;
  readonly #durability: Durability;
  readonly #waiting: Waiting[] = [];
  /** Writes whose embeddings are being made. */
  #supplying = 0;
  #draining: Promise<void> | undefined;
  /** The first failure of a commit that nobody waited for. */
  #failure: unknown;

  private constructor(core: Core, create: () => Promise<Core>, persistence: Persistence, durability: Durability) {
    this.#core = core;
    this.#create = create;
    this.#persistence = persistence;
    this.#durability = durability;
  }

  /** Loads what is stored. */
  static async open(
    create: () => Promise<Core>,
    persistence: Persistence,
    durability: Durability,
  ): Promise<WriteQueue> {
    const core = await create();
    await persistence.load(core);
    return new WriteQueue(core, create, persistence, durability);
  }

  /** The published state. */
  get core(): Core {
    return this.#core;
  }

  /** Resolves with the write's reply once it is as durable as the connection asks for. */
  write(write: PackedWrite, credentials: Credentials, signal?: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ write, credentials, signal, resolve, reject });
      this.#start();
    });
  }

  #start(): void {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
      if (this.#waiting.length > 0) this.#start();
    });
  }

  async #drain(): Promise<void> {
    // one turn of the event loop, so that writes made together are stored together
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#prepareGroup();
      if (group.length > 0) await this.#store(group);
    }
  }

  /** Prepares waiting writes until one must come after the others or the group is large. */
  #prepareGroup(): Staged[] {
    const group: Staged[] = [];
    let bytes = 0;
    while (bytes < GROUP_BYTES) {
      const next = this.#waiting[0];
      if (!next) break;
      let prepared: PreparedWrite | { needs: Needs };
      try {
        next.signal?.throwIfAborted();
        prepared = this.#core.prepare(next.write.name, next.write.request, next.write.vectors);
      } catch (error) {
        if (isBusy(error) && group.length > 0) break;
        this.#waiting.shift();
        next.reject(coreError(error));
        continue;
      }
      this.#waiting.shift();
      if ('needs' in prepared) {
        this.#supply(next, prepared.needs);
        continue;
      }
      bytes += prepared.bytes.length;
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

  /** Stores a group and publishes it; a failure rejects all of it and publishes none. */
  async #store(group: Staged[]): Promise<void> {
    const changes = group.filter(({ prepared }) => prepared.bytes.length > 0);
    if (changes.length > 0 && this.#durability !== 'memory') {
      try {
        await this.#persistence.commit(concat(changes.map(({ prepared }) => prepared.bytes)), this.#durability);
      } catch (error) {
        for (const { prepared } of group) this.#core.discard(prepared.ticket);
        if (isConflict(error)) return this.#follow(group);
        for (const { reject } of group) reject(error);
        return;
      }
    }
    if (!(await this.#publish(group))) return;
    if (changes.length > 0 && this.#durability === 'memory') await this.#storeLater(changes);
    if (this.#persistence.wantsCheckpoint) await this.#checkpoint();
  }

  /** Makes a stored group visible. Should that fail, what is stored is the truth: the core is rebuilt from it. */
  async #publish(group: Staged[]): Promise<boolean> {
    try {
      for (const { prepared } of group) this.#core.publish(prepared.ticket);
    } catch (error) {
      const stored = this.#durability !== 'memory';
      const rebuilt = await this.reload().then(
        () => true,
        () => false,
      );
      if (!stored || !rebuilt) {
        for (const { reject } of group) reject(coreError(error));
        return false;
      }
    }
    for (const { prepared, resolve } of group) resolve(prepared.reply);
    return true;
  }

  async #storeLater(changes: Staged[]): Promise<void> {
    try {
      await this.#persistence.commit(concat(changes.map(({ prepared }) => prepared.bytes)), 'relaxed');
    } catch (error) {
      this.#failure ??= error;
    }
  }

  /** Another writer was first: take its commits in, then try again. */
  async #follow(group: Staged[]): Promise<void> {
    try {
      await this.reload();
      this.#waiting.unshift(...group);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  async #checkpoint(): Promise<void> {
    try {
      await this.#persistence.checkpoint(this.#core);
    } catch (error) {
      // the log is still whole; the next commit tries again
      if (!isConflict(error)) this.#failure ??= error;
    }
  }

  /** Rebuilds the published state from what is stored. */
  async reload(): Promise<void> {
    const core = await this.#create();
    await this.#persistence.load(core);
    this.#core.free();
    this.#core = core;
  }

  /** Resolves when every write made so far is stored; rejects with what went wrong unseen. */
  async flush(): Promise<void> {
    while (this.#draining || this.#supplying > 0) {
      await (this.#draining ?? new Promise((resolve) => setTimeout(resolve)));
    }
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure;
  }
}
