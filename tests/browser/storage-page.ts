/** What the storage tests call in the page. */
import type { MarkerValue } from '../../pkg/src/storage/adapter.js';
import { BrowserMarker } from '../../pkg/src/storage/browser-marker.js';
import { IndexedDbStorage } from '../../pkg/src/storage/indexeddb.js';
import { equal, MIB, pattern, same } from '../storage/contract/kit.js';
import { contract } from '../storage/contract.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const failure = (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => 'nothing thrown',
    (error) => error.failure ?? String(error),
  );

let open: IndexedDbStorage | undefined;
const lost: string[] = [];
/** What others told of since the store was opened: `key=value`, or a question mark where they did not say what it was. */
let changes: string[] = [];
const stubborn: IDBDatabase[] = [];
let refusing = false;

const storagePage = {
  runCase: (index: number) =>
    contract[index]!.run({ adapter: () => new IndexedDbStorage(globalThis), persistent: true, tells: true }),
  async open(name: string): Promise<boolean> {
    open = new IndexedDbStorage(globalThis);
    open.onLost((reason) => lost.push(reason));
    changes = [];
    open.onChange((told) => changes.push(told ? `${told.key}=${new TextDecoder().decode(told.value)}` : '?'));
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
  changes: () => changes,
  close: () => open!.close(),
  /** Adds one to a stored number so many times, against everybody else who does. */
  async increment(key: string, times: number): Promise<void> {
    for (let done = 0; done < times; ) {
      const now = await open!.get(key);
      const next = text(String(Number(new TextDecoder().decode(now)) + 1));
      const expect = [{ key, prefix: now }];
      const result = await failure(open!.commit({ puts: [[key, next]], deletes: [], expect }, 'relaxed'));
      if (result === 'nothing thrown') done++;
      else if (result !== 'conflict') throw new Error(result);
    }
  },
  /** Holds the write lock of a store until another tab takes it away. */
  holdLock: (name: string) =>
    new Promise<void>((held) => {
      const holding = navigator.locks.request(`weavelet:${name}:write`, () => {
        held();
        return new Promise(() => undefined);
      });
      holding.catch(() => undefined);
    }),
  /** Holds a connection of another program, which gives way to nobody. */
  holdConnection: (database: string) =>
    new Promise<void>((held) => {
      const request = indexedDB.open(database);
      request.onsuccess = () => {
        stubborn.push(request.result);
        held();
      };
    }),
  tryOpen: (name: string, readOnly = false) => failure(new IndexedDbStorage(globalThis).open(name, { readOnly })),
  /** Makes a database of that version by hand: an object store with one record per value, as version 1 had them. */
  make: (name: string, version: number, values: [string, Uint8Array][]) =>
    new Promise<void>((resolve, reject) => {
      const request = indexedDB.open(`weavelet/${name}`, version);
      request.onupgradeneeded = () => {
        const store = request.result.createObjectStore('values');
        for (const [key, value] of values) store.put(value.buffer, [key, value.byteLength]);
      };
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    }),
  /** Reads and replaces values of a database of version 1. */
  async useFirstVersion(name: string): Promise<void> {
    const values: [string, Uint8Array][] = [
      ['large', pattern(2 * MIB + 77, 1)],
      ['small', pattern(99, 2)],
    ];
    await storagePage.make(name, 1, values);
    const check = async (store: IndexedDbStorage) => {
      equal(
        await store.list(''),
        values.map(([key, { length }]) => ({ key, size: length })),
        'list',
      );
      for await (const [key, value] of store.getMany(
        ['large', 'small'],
        undefined,
        values.map(([, { length }]) => length),
      ))
        same(value, values.find(([own]) => own === key)![1], key);
      for (const [key, value] of values) {
        same(await store.get(key), value, key);
        for (const offset of [0, 50, MIB - 4, 2 * MIB, 3 * MIB])
          same(await store.getRange(key, offset, 100), value.subarray(offset, offset + 100), `${key} from ${offset}`);
      }
    };
    const view = new IndexedDbStorage(globalThis);
    await view.open(name, { readOnly: true });
    await check(view);
    const writer = new IndexedDbStorage(globalThis);
    writer.onLost((reason) => lost.push(reason));
    view.onLost((reason) => lost.push(reason));
    await writer.open(name);
    await check(writer);
    await check(view);
    values[0]![1] = pattern(2 * MIB + 50, 3);
    await writer.commit({ puts: [values[0]!], deletes: [] }, 'strict');
    await check(writer);
    await check(view);
    await Promise.all([writer.close(), view.close()]);
  },
  /** Opens a store through a factory whose connections can be dropped, and which can refuse new ones. */
  async openFragile(name: string): Promise<void> {
    const indexedDB = {
      open(database: string, version: number): IDBOpenDBRequest {
        if (refusing) throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
        const request = globalThis.indexedDB.open(database, version);
        request.addEventListener('success', () => stubborn.push(request.result));
        return request;
      },
    } as IDBFactory;
    const { IDBKeyRange, navigator } = globalThis;
    open = new IndexedDbStorage({ indexedDB, IDBKeyRange, navigator });
    open.onLost((reason) => lost.push(reason));
    await open.open(name);
  },
  drop(refuse: boolean): void {
    for (const database of stubborn.splice(0)) database.close();
    refusing = refuse;
  },
  /** What the page is told when it is put away and taken out again. */
  fire(type: 'pagehide' | 'pageshow', persisted: boolean): void {
    dispatchEvent(new PageTransitionEvent(type, { persisted }));
  },
  show: () => void document.dispatchEvent(new Event('visibilitychange')),
  mark: (name: string, value: MarkerValue) => BrowserMarker.besideIndexedDb(globalThis).write(name, value),
  marked: (name: string, places: 'both' | 'local' | 'file' = 'both') => {
    const { localStorage, navigator } = globalThis;
    const globals = { both: { localStorage, navigator }, local: { localStorage }, file: { navigator } }[places];
    return BrowserMarker.besideIndexedDb(globals).read(name);
  },
  unmark: (name: string) => BrowserMarker.besideIndexedDb(globalThis).remove(name),
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
