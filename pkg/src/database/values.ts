/** The stored values that rows of a core point into: their numbers, keys, and parts of them when a call needs these. */
import { type Core, lacks, type Missing } from '../engine/core.js';
import { EngineError } from '../engine/engine.js';
import type { StorageAdapter } from '../storage/adapter.js';

/** Parts read at the same time. */
const PARALLEL = 8;

/** Numbers of stored values, ascending in the order of replay, and where each is kept. */
export class StoredValues {
  readonly #store: StorageAdapter;
  readonly #keys: (string | undefined)[] = [];
  /** Values that are visible and not stored yet, by number. */
  readonly #unstored = new Map<number, Uint8Array>();

  constructor(store: StorageAdapter) {
    this.#store = store;
  }

  /** The number of the next value. */
  get next(): number {
    return this.#keys.length;
  }

  /** Numbers a value. Values that are not stored yet are handed over whole. */
  add(key: string, unstored?: Uint8Array): number {
    const number = this.#keys.push(key) - 1;
    if (unstored) this.#unstored.set(number, unstored);
    return number;
  }

  /** The value is stored now. */
  stored(number: number): void {
    this.#unstored.delete(number);
  }

  /** The first number whose key is one of these; that of the next value if none is. */
  firstOf(keys: Set<string>): number {
    const at = this.#keys.findIndex((key) => key !== undefined && keys.has(key));
    return at < 0 ? this.next : at;
  }

  /** Makes a call, as often as it lacks parts of stored values, and gives its answer. */
  async complete<T>(core: Core, call: () => T | Missing): Promise<T> {
    for (;;) {
      const reply = call();
      if (!lacks(reply)) return reply;
      await this.supply(core, reply);
    }
  }

  /** Reads what a call lacked, and makes the scans that it lacked. */
  async supply(core: Core, { missing, scans }: Missing): Promise<void> {
    const waiting = [...missing];
    const reader = async () => {
      for (let part = waiting.shift(); part; part = waiting.shift()) {
        const [number, offset, length] = part;
        const bytes = await this.#read(number, offset, length);
        core.supply(number, offset, bytes);
      }
    };
    const readers = Array.from({ length: Math.min(PARALLEL, missing.length) }, reader);
    await Promise.all([core.supplyScans(scans), ...readers]);
  }

  async #read(number: number, offset: number, length: number): Promise<Uint8Array> {
    const unstored = this.#unstored.get(number);
    if (unstored) return unstored.subarray(offset, offset + length);
    const key = this.#keys[number];
    const bytes = key === undefined ? undefined : await this.#store.getRange(key, offset, length);
    if (bytes?.length !== length)
      throw new EngineError(`the stored value ${key} is missing or cut short`, 500, 'corrupt');
    return bytes;
  }
}
