/** Notices that a store went away, or part of it, while nobody looked: by the marker that is kept outside of it. */
import { type MarkerValue, type StorageAdapter, StorageLostError } from '../storage/adapter.js';
import type { Persistence } from './persistence.js';

/** Time between two writes of the marker, in ms: a later one covers what came before. */
const PAUSE = 1000;

/** The marker of one open store. Its `count` is the number of the newest commit. */
export class Witness {
  readonly #store: StorageAdapter;
  readonly #name: string;
  #uuid: string;
  /** The commit that the marker names; below 0 when there is no marker. */
  #written: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();

  private constructor(store: StorageAdapter, name: string, uuid: string, written: number) {
    this.#store = store;
    this.#name = name;
    this.#uuid = uuid;
    this.#written = written;
  }

  /**
   * Compares what was loaded with the marker as it was before: while a log is loaded, other writers store and note
   * more.
   * @throws {StorageLostError} when the store is empty or older than the marker says it was.
   */
  static async check(
    persistence: Persistence,
    marker: MarkerValue | undefined,
    { name, uuid, acceptLoss }: { name: string; uuid: string; acceptLoss: boolean },
  ): Promise<Witness> {
    const { store, next, torn } = persistence;
    const missing = marker ? marker.count - (next - 1) - torn.length : 0;
    if (marker && missing > 0 && !acceptLoss) {
      throw new StorageLostError(
        next === 1
          ? `the stored data of ${JSON.stringify(name)} are gone: ${marker.count} commits had been stored`
          : `the last ${missing} of ${marker.count} commits to ${JSON.stringify(name)} are gone`,
      );
    }
    if (missing > 0) await store.marker?.remove(name);
    const written = missing > 0 ? -1 : (marker?.count ?? -1);
    return new Witness(store, name, marker?.uuid ?? uuid, written);
  }

  /**
   * Notes what is stored now: soon, but for the first commit of a store at once, since a loss after that one would look
   * like a new store. Resolves when the commit may be acknowledged.
   */
  async note(persistence: Persistence): Promise<void> {
    if (!this.#store.marker || this.#timer) return;
    if (this.#written < 0) return this.write(persistence);
    this.#timer = setTimeout(() => this.write(persistence), PAUSE);
    (this.#timer as { unref?: () => void }).unref?.();
  }

  /** Notes what is stored now. */
  write({ manifest, next }: Persistence): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { marker } = this.#store;
    const count = next - 1;
    if (!marker || count === this.#written || count === 0) return this.#writing;
    this.#written = count;
    const value = { uuid: this.#uuid, generation: manifest.generation, count };
    // where no place takes it there is no witness, and the data are no worse for it
    this.#writing = this.#writing.then(() => marker.write(this.#name, value)).catch(() => undefined);
    return this.#writing;
  }
}
