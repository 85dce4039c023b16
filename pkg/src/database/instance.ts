/** The core with what is stored in it: loaded, rebuilt when it dies, kept up with other writers. */
import type { Core } from '../engine/core.js';
import type { Announcement, StorageAdapter } from '../storage/adapter.js';
import type { Sealed } from './commits.js';
import { quarantine } from './damage.js';
import { Witness } from './loss.js';
import { sequenceOf } from './manifests.js';
import { type LoadOptions, Persistence } from './persistence.js';
import { compactWithRoom } from './room.js';
import type { StoredValues } from './values.js';

export type InstanceOptions = LoadOptions & {
  name: string;
  /** The identity that a new store gets. */
  uuid: string;
  readOnly: boolean;
  /** Go on with what is there when part of it is lost. */
  acceptLoss: boolean;
  /** Be ready with the first objects, and load the others meanwhile. */
  partial: boolean;
};

/** A database's core, loaded from its store. */
export class Instance {
  readonly persistence: Persistence;
  readonly readOnly: boolean;
  readonly #create: () => Promise<Core>;
  readonly #options: InstanceOptions;
  /** Resolves when everything stored is loaded. */
  readonly loaded: Promise<void>;
  #core!: Core;
  #witness: Witness | undefined;
  isLoaded = false;
  /** Whether everything committed so far would survive a power cut. */
  isDurable = true;

  private constructor(
    create: () => Promise<Core>,
    store: StorageAdapter,
    options: InstanceOptions,
    ready: (error?: unknown) => void,
  ) {
    this.#create = create;
    this.#options = options;
    this.readOnly = options.readOnly;
    this.persistence = new Persistence(store);
    let waits = options.partial;
    const onFirst = (core: Core) => {
      this.#core = core;
      // a schema alone answers nothing
      if (!waits || core.liveBytes === 0) return;
      waits = false;
      ready();
    };
    this.loaded = this.#load({ ...options, onFirst });
    this.loaded.then(
      () => {
        this.isLoaded = true;
        ready();
      },
      (error) => ready(error ?? new Error('loading failed')),
    );
  }

  /** Loads what is stored. @throws {StorageLostError} when it is less than it was. */
  static async open(create: () => Promise<Core>, store: StorageAdapter, options: InstanceOptions): Promise<Instance> {
    return new Promise((resolve, reject) => {
      const instance: Instance = new Instance(create, store, options, (error) =>
        error === undefined ? resolve(instance) : reject(error),
      );
    });
  }

  async #load(options: LoadOptions): Promise<void> {
    const marker = await this.store.marker?.read(this.#options.name);
    this.#core = await this.persistence.load(this.#create, options);
    this.#witness = await Witness.check(this.persistence, marker, this.#options);
    if (this.persistence.damaged.length === 0 || this.readOnly) return;
    await quarantine(this.store, this.persistence.damaged);
    await compactWithRoom(this.persistence, this.#core, 0);
  }

  get store(): StorageAdapter {
    return this.persistence.store;
  }

  /** The published state, which may be that of a dead instance: see {@link Instance.alive}. */
  get core(): Core {
    return this.#core;
  }

  get values(): StoredValues {
    return this.persistence.values;
  }

  /** The published state, rebuilt first if its instance died. Only the queue of writes may call this. */
  async alive(): Promise<Instance> {
    if (this.#core.isDead) await this.reload();
    return this;
  }

  /** Builds the core anew from what is stored. */
  async reload(): Promise<void> {
    const old = this.#core;
    this.#core = await this.persistence.load(this.#create, this.#options);
    old.free();
  }

  /**
   * Takes in what other writers have stored: what was announced where that is all, and else what is read. Tells whether
   * there was anything.
   */
  async follow(announced: Announcement[]): Promise<boolean> {
    await this.alive();
    const { persistence } = this;
    const before = persistence.next;
    if (await persistence.takeAnnounced(this.#core, announced)) return persistence.next > before;
    if (await persistence.follow(this.#core)) return persistence.next > before;
    await this.reload();
    return true;
  }

  /** Applies a commit that was visible before the core was rebuilt, under its new number. */
  append(before: Sealed): { sealed: Sealed; value: number } {
    const sealed = this.persistence.reseal(before, 'relaxed');
    const value = this.persistence.accept(sealed, true);
    const sequence = sequenceOf(sealed.key);
    this.#core.share(sealed.frame, sequence, value);
    this.#core.replay(sealed.frame, sequence, value, 0);
    return { sealed, value };
  }

  /** Books a commit that is counted in. One that nobody waits for is not promised, and not noted. */
  async noteCommit(): Promise<void> {
    if (this.isDurable) await this.#witness?.note(this.persistence);
  }

  /** Books that everything up to now is durable. */
  async noteCheckpoint(): Promise<void> {
    this.isDurable = true;
    await this.#witness?.write(this.persistence);
  }

  /** Gives memory and storage back. */
  async close(): Promise<void> {
    if (this.isDurable) await this.#witness?.write(this.persistence);
    this.#core.free();
    await this.store.close();
  }
}
