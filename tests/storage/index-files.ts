/** Index files to test with. */

import { concat } from '../../pkg/src/bytes.js';
import type { StorageAdapter } from '../../pkg/src/storage/adapter.js';
import { indexFileParts } from '../../pkg/src/storage/index-file.js';

/** A store as one index file. */
export async function written(store: StorageAdapter): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of indexFileParts(await store.list(''), (key) => store.get(key))) parts.push(part);
  return concat(parts);
}

/** A file with values of these sizes under the keys `0`, `1`…, each of the bytes of its number. */
export async function fileOf(sizes: number[]): Promise<Uint8Array> {
  const entries = sizes.map((size, i) => ({ key: String(i), size }));
  const parts: Uint8Array[] = [];
  for await (const part of indexFileParts(entries, async (key) =>
    new Uint8Array(sizes[Number(key)]!).fill(Number(key)),
  ))
    parts.push(part);
  return concat(parts);
}
