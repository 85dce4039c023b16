/** Opens databases, and lets connections to the same store in one process share one. */

import { Database } from './database/database.js';
import type { DatabaseOptions } from './database/options.js';
import type { Engine } from './engine/engine.js';
import { environment, storeName } from './environment.js';
import type { Host, OpenedIndexFile } from './host.js';
import type { StorageAdapter } from './storage/adapter.js';
import type { Credentials } from './vectorize/embedder.js';

/** Databases open in this process: by what their adapter calls its place, then by name. */
const open = new Map<unknown, Map<string, Promise<Database>>>();

function share(options: DatabaseOptions, store: StorageAdapter): { database: Promise<Database>; release: () => void } {
  if (store.place === undefined || options.readOnly) {
    return { database: Database.open(options, store), release: () => {} };
  }
  const name = storeName(options.storage);
  const here = open.get(store.place) ?? new Map<string, Promise<Database>>();
  open.set(store.place, here);
  const release = () => {
    here.delete(name);
    if (here.size === 0) open.delete(store.place);
  };
  let database = here.get(name);
  if (!database) {
    database = Database.open(options, store);
    here.set(name, database);
    database.catch(release);
  }
  return { database, release };
}

/** A database as one connection sees it: with its own keys, and closed by the last that uses it. */
function connection(database: Database, credentials: Credentials, release: () => void): Engine {
  database.users++;
  let closed = false;
  return {
    call: (name, request, signal) => database.call(name, request, credentials, signal),
    flush: () => database.flush(),
    status: () => database.status(),
    on: (event, listener) => database.events.on(event, listener),
    save: (collection, options) => streamOf(database.save(collection, options ?? {})),
    load: async (file, options) => database.load(file, options ?? {}),
    async close() {
      if (closed) return;
      closed = true;
      if (--database.users > 0) return database.flush();
      release();
      await database.close();
    },
  };
}

/** A stream that makes its parts when they are asked for. */
function streamOf(parts: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}

const credentialsOf = ({ headers, baseUrl, encoders }: DatabaseOptions, env: Credentials['env']): Credentials => ({
  headers,
  env,
  baseUrl,
  encoders,
});

/** Engines in this thread. */
export const localHost: Host = {
  async openDatabase(options) {
    const env = { ...environment().env, ...options.env };
    const { database, release } = share(options, environment().openStorage({ storage: options.storage, env }));
    return connection(await database, credentialsOf(options, env), release);
  },
  async openIndexFile(source, options) {
    const { IndexFileStorage } = await import('./storage/index-file.js');
    return openIndexFile(new IndexFileStorage(source), options);
  },
};

/** Opens the store of an index file for reading: ready with its first part. */
export async function openIndexFile(
  store: StorageAdapter,
  options: Omit<DatabaseOptions, 'storage'>,
): Promise<OpenedIndexFile> {
  const env = { ...environment().env, ...options.env };
  const database = await Database.open({ ...options, readOnly: true, partial: true }, store);
  const engine = connection(database, credentialsOf(options, env), () => {});
  return { engine, collection: await database.onlyCollection(), loaded: database.loaded };
}
