/** Runs of bytes. */

/** Whether a stored value satisfies a commit's expectation: it starts with `prefix`, or both are absent. */
export function startsWith(value: Uint8Array | undefined, prefix: Uint8Array | undefined): boolean {
  if (!value || !prefix) return value === prefix;
  return value.length >= prefix.length && prefix.every((byte, i) => value[i] === byte);
}

/** Two digits for each byte. */
export const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Parts as one run of bytes; a single part is returned as it is. */
export const concat = (parts: Uint8Array[]): Uint8Array => new Room().concat(parts);

/** Memory that runs of bytes are put together in, one after the other: memory that is new is slow to touch. */
export class Room {
  #bytes = new Uint8Array(0);

  /** Parts as one run of bytes, which the next one takes the place of; a single part is returned as it is. */
  concat(parts: Uint8Array[]): Uint8Array {
    if (parts.length === 1) return parts[0] as Uint8Array;
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    if (size > this.#bytes.length) this.#bytes = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      this.#bytes.set(part, at);
      at += part.length;
    }
    return this.#bytes.subarray(0, size);
  }
}
