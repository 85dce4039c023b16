/** Values by key as an adapter holds them: the raw content of a store, to copy, damage and put back. */

import { MemoryStorage } from '../../../pkg/src/storage/memory.js';
import type { StorageAdapter } from './weavelet.js';

export type Values = Map<string, Uint8Array>;

/** The name that a connection gives to the store of an adapter. */
const STORE = 'default';

/** A store in memory that holds these values. */
export async function storageOf(values: Values): Promise<StorageAdapter> {
  const storage = new MemoryStorage();
  await storage.open(STORE);
  await storage.commit({ puts: [...values], deletes: [] });
  return storage;
}

/** Everything that a store holds. */
export async function valuesOf(storage: StorageAdapter): Promise<Values> {
  await storage.open(STORE);
  const values: Values = new Map();
  for (const { key } of await storage.list('')) values.set(key, (await storage.get(key))!);
  return values;
}
