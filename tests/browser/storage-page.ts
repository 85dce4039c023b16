/** What the storage tests call in the page. */
import { IndexedDbStorage } from '../../pkg/src/storage/indexeddb.js';
import { contract } from '../storage/contract.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const failure = (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => 'nothing thrown',
    (error) => error.failure ?? String(error),
  );

let open: IndexedDbStorage | undefined;
const lost: string[] = [];

const storagePage = {
  runCase: (index: number) =>
    contract[index]!.run({ adapter: () => new IndexedDbStorage(globalThis), persistent: true }),
  async open(name: string): Promise<boolean> {
    open = new IndexedDbStorage(globalThis);
    open.onLost((reason) => lost.push(reason));
    return (await open.open(name)).fresh;
  },
  write: (key: string, value: string) => failure(open!.commit({ puts: [[key, text(value)]], deletes: [] }, 'strict')),
  /** Writes the value together with `size` bytes that no medium can compress. */
  fill(key: string, value: string, size: number): Promise<string> {
    const filler = new Uint8Array(size);
    const most = 65_536;
    for (let at = 0; at < size; at += most) crypto.getRandomValues(filler.subarray(at, at + most));
    return failure(
      open!.commit(
        {
          puts: [
            [key, text(value)],
            [`${key}/filler`, filler],
          ],
          deletes: [],
        },
        'strict',
      ),
    );
  },
  read: async (key: string) => new TextDecoder().decode(await open!.get(key)),
  tryRead: (key: string) => failure(open!.get(key)),
  lost: () => lost,
  remove: (database: string) =>
    new Promise<string>((resolve) => {
      const request = indexedDB.deleteDatabase(database);
      request.onsuccess = () => resolve('removed');
      request.onblocked = () => resolve('blocked');
    }),
  without: () => failure(new IndexedDbStorage({ IDBKeyRange }).open('none')),
};
export type StoragePage = typeof storagePage;
Object.assign(globalThis, { storagePage });
