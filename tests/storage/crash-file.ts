/** A file in memory that loses what was not flushed, as a disk does when the power is cut. */
import type { SyncFile } from '../../pkg/src/storage/log-file.js';

/** What is thrown when the power is cut. */
export class PowerCut extends Error {}

/** Counts writing operations over all files; the power is cut before the one with this number. */
export type Power = { left: number };

/** What is written at once; of a write that is cut off, any of these can be missing. */
const SECTOR = 512;

type Pending = { at: number; bytes: Uint8Array } | { size: number };

export class CrashFile implements SyncFile {
  #durable: Uint8Array = new Uint8Array(0);
  #current: Uint8Array = new Uint8Array(0);
  #pending: Pending[] = [];

  constructor(readonly power: Power) {}

  read(buffer: Uint8Array, { at }: { at: number }): number {
    const part = this.#current.subarray(at, at + buffer.length);
    buffer.set(part);
    return part.length;
  }
  write(buffer: Uint8Array, { at }: { at: number }): number {
    this.#spend();
    const bytes = buffer.slice();
    this.#pending.push({ at, bytes });
    this.#current = written(this.#current, at, bytes);
    return bytes.length;
  }
  flush(): void {
    this.#spend();
    this.#durable = this.#current;
    this.#pending = [];
  }
  getSize(): number {
    return this.#current.length;
  }
  truncate(size: number): void {
    this.#spend();
    this.#pending.push({ size });
    this.#current = resized(this.#current, size);
  }
  close(): void {
    // Closing writes nothing.
  }

  /** What a disk may hold after the cut: of each operation since the last flush all, a part, or nothing. */
  restart(power: Power, random: () => number): CrashFile {
    const file = new CrashFile(power);
    let bytes = this.#durable;
    for (const operation of this.#pending) {
      if (random() < 0.3) continue;
      if ('size' in operation) {
        bytes = resized(bytes, operation.size);
        continue;
      }
      const torn = random() < 0.5;
      for (let at = 0; at < operation.bytes.length; at += SECTOR) {
        if (torn && random() < 0.3) continue;
        bytes = written(bytes, operation.at + at, operation.bytes.subarray(at, at + SECTOR));
      }
    }
    file.#durable = bytes;
    file.#current = bytes;
    return file;
  }

  #spend(): void {
    if (this.power.left-- <= 0) throw new PowerCut();
  }
}

function resized(bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  out.set(bytes.subarray(0, size));
  return out;
}

function written(bytes: Uint8Array, at: number, part: Uint8Array): Uint8Array {
  const out = resized(bytes, Math.max(bytes.length, at + part.length));
  out.set(part, at);
  return out;
}
