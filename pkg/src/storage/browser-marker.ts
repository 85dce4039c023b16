import { IndexedDbConnection } from './indexeddb-connection.js';
import { requestAsPromise } from './indexeddb-request.js';
import { decodeMarker, encodeMarker, type Marker, type MarkerValue, type WrittenMarker } from './marker.js';

/** The browser's globals that markers are kept in. */
export type MarkerGlobals = {
  localStorage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  navigator?: { storage?: Pick<StorageManager, 'getDirectory'>; storageBuckets?: StorageBuckets };
  indexedDB?: IDBFactory;
};

/** The part of the Storage Buckets API that is used here; Chromium has it. */
type StorageBuckets = {
  open(name: string, options: { durability: 'strict' }): Promise<{ indexedDB: IDBFactory }>;
};

/** One place that keeps a text by name. */
type Place = {
  read(name: string): Promise<string | null | undefined>;
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
};

const FOLDER = 'weavelet';
/** Name of the database and of the bucket. */
const MARKERS = 'weavelet-markers';

/** Markers in every place of a browser that does not go with the store. */
export class BrowserMarker implements Marker {
  readonly #places: Place[];

  private constructor(places: Place[]) {
    this.#places = places;
  }

  /**
   * For a store in IndexedDB: in `localStorage`, which workers do not have and which is flushed late; in a file of the
   * origin's private file system, which private windows may not have and which a power cut takes while it is young;
   * and in a bucket of its own, flushed at once, whose files are apart from those of the other databases.
   */
  static besideIndexedDb(globals: MarkerGlobals): BrowserMarker {
    return new BrowserMarker([localPlace(globals), filePlace(globals), bucketPlace(globals)]);
  }

  /** For a store in the private file system: in `localStorage` and in IndexedDB. */
  static besideFiles(globals: MarkerGlobals): BrowserMarker {
    return new BrowserMarker([localPlace(globals), databasePlace(async () => globals.indexedDB)]);
  }

  async read(name: string): Promise<MarkerValue | undefined> {
    const texts = await settled(this.#places.map((place) => place.read(name)));
    const found = texts.map(decodeMarker).filter((value) => value !== undefined);
    // A page and a worker of one site may have written to different places.
    const newest = found.reduce<WrittenMarker | undefined>((a, b) => (a && a.written > b.written ? a : b), undefined);
    return newest && { uuid: newest.uuid, generation: newest.generation, count: newest.count };
  }

  async write(name: string, value: MarkerValue): Promise<void> {
    const text = encodeMarker(value);
    await settled(this.#places.map((place) => place.write(name, text)));
  }

  async remove(name: string): Promise<void> {
    await settled(this.#places.map((place) => place.remove(name)));
  }
}

/** The results of those that succeeded. */
async function settled<T>(actions: Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(actions);
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

function localPlace(globals: MarkerGlobals): Place {
  const key = (name: string) => `weavelet:${name}:marker`;
  // Where the user forbids storage, reading the global itself throws.
  return {
    read: async (name) => globals.localStorage?.getItem(key(name)),
    write: async (name, text) => globals.localStorage?.setItem(key(name), text),
    remove: async (name) => globals.localStorage?.removeItem(key(name)),
  };
}

function filePlace(globals: MarkerGlobals): Place {
  const file = (name: string) => `${encodeURIComponent(name)}.marker`;
  const folder = async (create: boolean) =>
    (await globals.navigator?.storage?.getDirectory())?.getDirectoryHandle(FOLDER, { create });
  return {
    async read(name) {
      const handle = await (await folder(false))?.getFileHandle(file(name));
      return (await handle?.getFile())?.text();
    },
    async write(name, text) {
      const handle = await (await folder(true))?.getFileHandle(file(name), { create: true });
      const writable = await handle?.createWritable();
      await writable?.write(text);
      // Only now does the new text take the place of the old one.
      await writable?.close();
    },
    async remove(name) {
      await (await folder(false))?.removeEntry(file(name));
    },
  };
}

function bucketPlace(globals: MarkerGlobals): Place {
  return databasePlace(async () => {
    const bucket = await globals.navigator?.storageBuckets?.open(MARKERS, { durability: 'strict' });
    return bucket?.indexedDB;
  });
}

function databasePlace(factory: () => Promise<IDBFactory | undefined>): Place {
  const use = async <T>(action: (connection: IndexedDbConnection) => Promise<T>): Promise<T> => {
    const options = { create: true, onLost: () => undefined };
    const connection = await IndexedDbConnection.open(await factory(), MARKERS, options);
    try {
      return await action(connection);
    } finally {
      await connection.close();
    }
  };
  const change = (start: (store: IDBObjectStore) => void) =>
    use(async (connection) => {
      const store = (await connection.store('readwrite', { durability: 'strict' }))!;
      await new Promise<void>((resolve, reject) => {
        store.transaction.oncomplete = () => resolve();
        store.transaction.onabort = () => reject(store.transaction.error);
        start(store);
      });
    });
  return {
    read: (name) => use((connection) => connection.read((store) => requestAsPromise(store.get(name)), undefined)),
    write: (name, text) => change((store) => void store.put(text, name)),
    remove: (name) => change((store) => void store.delete(name)),
  };
}
