/**
 * Room that a store takes up for nothing, to give it back when the medium is full: a full medium refuses deletes as
 * well, for a delete has to be written down too. How much a medium has left is not known beforehand: Chromium tells
 * every page of the same 10 GiB, and other writers take of the same room.
 */
export interface StorageReserve {
  /** Bytes that it takes up now. */
  size(): Promise<number>;
  /**
   * Makes it take up so many bytes; with 0 they are free when this resolves.
   * @throws {StorageError} `quota` when there is no room for it: then it is as large as before.
   */
  resize(bytes: number): Promise<void>;
}

/** What `getRandomValues` gives at most in one call. */
const NOISE = 65_536;

/** Bytes that no medium makes smaller. */
export function noise(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += NOISE) crypto.getRandomValues(bytes.subarray(at, at + NOISE));
  return bytes;
}
