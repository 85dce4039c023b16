/** A worker that does what the tests of the private file system ask: `{ id, call, args }` is answered by `{ id, result }`. */
import type { MarkerValue } from '../../pkg/src/storage/adapter.js';
import { OpfsStorage } from '../../pkg/src/storage/opfs.js';
import { contract } from '../storage/contract.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const failure = (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => 'nothing thrown',
    (error) => error.failure ?? String(error),
  );

/** A file of a store, while no adapter holds it. */
async function file(name: string, path: 'log-a' | 'log-b'): Promise<FileSystemFileHandle> {
  const root = await navigator.storage.getDirectory();
  const folder = await (await root.getDirectoryHandle('weavelet')).getDirectoryHandle(name);
  return folder.getFileHandle(path);
}

/** What the types of a page leave out. */
type SyncAccess = { createSyncAccessHandle(): Promise<{ close(): void }> };

let store = new OpfsStorage(globalThis);

const calls = {
  runCase: (index: number) => contract[index]!.run({ adapter: () => new OpfsStorage(globalThis), persistent: true }),
  async open(name: string): Promise<boolean> {
    store = new OpfsStorage(globalThis);
    return (await store.open(name)).fresh;
  },
  tryOpen: (name: string) => failure(new OpfsStorage(globalThis).open(name)),
  write: (key: string, value: string, durability: 'strict' | 'relaxed' = 'strict') =>
    failure(store.commit({ puts: [[key, text(value)]], deletes: [] }, durability)),
  /** Puts a value of that many bytes. */
  fill: (key: string, size: number) =>
    failure(store.commit({ puts: [[key, new Uint8Array(size).fill(7)]], deletes: [] }, 'relaxed')),
  async read(key: string): Promise<string | undefined> {
    const value = await store.get(key);
    return value && new TextDecoder().decode(value);
  },
  keys: async () => (await store.list('')).map(({ key }) => key),
  /** Empties the whole private file system. Firefox lets go of a closed file a moment after it was closed. */
  async wipe(): Promise<void> {
    const root = await navigator.storage.getDirectory();
    for (;;) {
      const held = await root.removeEntry('weavelet', { recursive: true }).catch((error: Error) => error.name);
      if (held !== 'NoModificationAllowedError') return;
    }
  },
  mark: (name: string, value: MarkerValue) => store.marker.write(name, value),
  marked: (name: string) => store.marker.read(name),
  unmark: (name: string) => store.marker.remove(name),
  survives: () => store.capabilities.survives,
  close: () => store.close(),
  sizes: async (name: string) => [
    (await (await file(name, 'log-a')).getFile()).size,
    (await (await file(name, 'log-b')).getFile()).size,
  ],
  /** Takes a file of a closed store as its owner does, but not its lock, and lets go of it after so many ms. */
  async hold(name: string, path: 'log-a' | 'log-b', ms: number): Promise<void> {
    const held = await ((await file(name, path)) as FileSystemFileHandle & SyncAccess).createSyncAccessHandle();
    setTimeout(() => held.close(), ms);
  },
  /** Changes the bytes of a closed store's files: cuts them off, or flips a bit, at an offset (from the end if < 0). */
  async damage(name: string, path: 'log-a' | 'log-b', how: 'cut' | 'flip', offset: number): Promise<void> {
    const handle = await file(name, path);
    const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
    const at = offset < 0 ? bytes.length + offset : offset;
    if (how === 'flip') bytes[at]! ^= 4;
    const writable = await handle.createWritable();
    await writable.write(how === 'cut' ? bytes.slice(0, at) : bytes);
    await writable.close();
  },
};
export type OpfsCalls = typeof calls;

addEventListener('message', async ({ data: { id, call, args } }: MessageEvent) => {
  try {
    const action = calls[call as keyof OpfsCalls] as (...args: unknown[]) => unknown;
    postMessage({ id, result: await action(...args) });
  } catch (error) {
    postMessage({ id, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  }
});
