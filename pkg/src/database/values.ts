/** The stored values that rows of a core point into: their numbers, keys, and parts of them when a call needs these. */
import { type Core, lacks, type Missing, type MissingPart } from '../engine/core.js';
import { EngineError } from '../engine/engine.js';
import type { StorageAdapter } from '../storage/adapter.js';

/** Parts read at the same time, where each is read by itself. */
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
    const stored = missing.filter((part) => !this.#supplyUnstored(core, part));
    const waiting = this.#store.getRanges ? [stored] : stored.map((part) => [part]);
    const reader = async () => {
      for (let parts = waiting.shift(); parts; parts = waiting.shift()) {
        const read = await this.#read(parts);
        for (const [i, [number, offset]] of parts.entries()) core.supply(number, offset, read[i] as Uint8Array);
      }
    };
    const readers = Array.from({ length: Math.min(PARALLEL, waiting.length) }, reader);
    await Promise.all([core.supplyScans(scans), ...readers]);
  }

  /** Whether a part is of a value that is not stored yet: then the core has it now. */
  #supplyUnstored(core: Core, [number, offset, length]: MissingPart): boolean {
    const value = this.#unstored.get(number);
    if (value) core.supply(number, offset, value.subarray(offset, offset + length));
    return value !== undefined;
  }

  /** Reads parts, of which an adapter that reads one at a time is given no more. */
  async #read(parts: MissingPart[]): Promise<Uint8Array[]> {
    const wanted = parts.map(([number, offset, length]) => ({ key: this.#keys[number] ?? '', offset, length }));
    const [only] = wanted;
    if (!only) return [];
    const read = this.#store.getRanges
      ? await this.#store.getRanges(wanted)
      : [await this.#store.getRange(only.key, only.offset, only.length)];
    return wanted.map(({ key, length }, i) => {
      const bytes = read[i];
      if (bytes?.length !== length)
        throw new EngineError(`the stored value ${key} is missing or cut short`, 500, 'corrupt');
      return bytes;
    });
  }
}
