/** Joins the parts: an engine opened for these options, and the namespaces of Weaviate's client on top. */
import { backup, cluster, groups, roles, users } from './collections/admin.js';
import { alias } from './collections/alias.js';
import { batch } from './collections/batch.js';
import { collection } from './collections/collection.js';
import { collections } from './collections/collections.js';
import type { Session } from './collections/session.js';
import { tokenize } from './collections/tokenize.js';
import { uuidSource } from './collections/uuid.js';
import { DbVersion, WEAVIATE_VERSION } from './collections/version.js';
import { localHost } from './database.js';
import { type Engine, EngineError, FormatTooNewError } from './engine/engine.js';
import { environment } from './environment.js';
import { WeaviateStartUpError } from './errors.js';
import type { Host } from './host.js';
import { Preload } from './preload.js';
import { StorageLostError } from './storage/adapter.js';
import type { IndexFileStorage } from './storage/index-file.js';
import type {
  ClientParams,
  ConnectToCustomOptions,
  ConnectToLocalOptions,
  ConnectToWCDOptions,
  ConnectToWCSOptions,
  ConnectToWeaviateCloudOptions,
  EmbeddedOptions,
  Headers,
  TimeoutParams,
  WeaviateClient,
} from './types/client.js';
import type { IndexFileSource, OpenOptions, TransferOptions } from './types/database.js';
import { LOCAL_MODULE } from './vectorize/local.js';
import { pluggedNames } from './vectorize/registry.js';

/** The modules of a server that are here. */
const MODULES = [
  'text2multivec-jinaai',
  'text2vec-jinaai',
  'multi2multivec-jinaai',
  'multi2vec-jinaai',
  'reranker-jinaai',
];

type Connection = EmbeddedOptions & { host: string; headers?: Headers; timeout?: TimeoutParams };

/** An engine that answers nothing once it is closed, as a channel that was shut down. */
function untilClosed(engine: Engine): Engine & { readonly closed: boolean } {
  let closing: Promise<void> | undefined;
  return {
    get closed() {
      return closing !== undefined;
    },
    async call(name, request, signal) {
      if (closing) throw new EngineError('Channel has been shut down', 503, 'closed');
      return engine.call(name, request, signal);
    },
    flush: () => engine.flush(),
    status: () => engine.status(),
    on: (event, listener) => engine.on(event, listener),
    save: (name, options) => engine.save(name, options),
    load: (file, options) => engine.load(file, options),
    close() {
      closing ??= engine.close();
      return closing;
    },
  };
}

const connect = async ({ worker, ...options }: Connection): Promise<WeaviateClient> =>
  connectBy(worker ? (await import('./worker/spawn.js')).workerHost(worker) : localHost, options);

/** A client of the engine that the host opens. */
export async function connectBy(
  engines: Host,
  { host, headers, timeout, preload, ...options }: Omit<Connection, 'worker'>,
): Promise<WeaviateClient> {
  const { now, randomBytes } = environment();
  const given = headers && Object.fromEntries(Array.isArray(headers) ? headers : Object.entries(headers));
  const settings = { ...options, headers: given };
  const database = engines.openDatabase(settings);
  // the engine's module is on its way now, and the file comes meanwhile
  const early =
    preload === undefined ? undefined : new Preload(preload, engines, { ...settings, memoryLimit: undefined });
  const engine = untilClosed(
    await database.catch(async (error) => {
      await early?.release();
      throw error;
    }),
  );
  const session: Session = {
    engine,
    timeout,
    generators: new Map(),
    now,
    uuid: uuidSource(randomBytes),
  };
  const local = options.encoders ? [LOCAL_MODULE] : [];
  /** Engines of opened index files: they go with the client. */
  const opened: Engine[] = [];
  return {
    alias: alias(session),
    backup: backup(),
    batch: batch(session),
    cluster: cluster(),
    collections: collections(session),
    groups: groups(),
    roles: roles(),
    tokenize: tokenize(session),
    users: users(),
    async close() {
      await Promise.all([early?.release(), ...opened.splice(0).map((one) => one.close())]);
      await engine.close();
    },
    flush: () => engine.flush(),
    status: () => engine.status(),
    on: (event, listener) => engine.on(event, listener),
    async open<T>(source: IndexFileSource, { copy, memoryLimit, ...transfer }: OpenOptions = {}) {
      if (copy) {
        const { IndexFileStorage } = await import('./storage/index-file.js');
        const name = await copyInto(engine, new IndexFileStorage(source), transfer);
        return { ...collection<T, string, undefined>(session, name), loaded: Promise.resolve() };
      }
      const known = memoryLimit === undefined ? early?.take(source, transfer) : undefined;
      const index = await (known ?? engines.openIndexFile(source, { ...settings, ...transfer, memoryLimit }));
      const reading = { ...session, engine: untilClosed(index.engine) };
      opened.push(reading.engine);
      return { ...collection<T, string, undefined>(reading, index.collection), loaded: index.loaded };
    },
    getMeta: async () => ({
      hostname: `http://${host}`,
      version: WEAVIATE_VERSION,
      modules: Object.fromEntries([...MODULES, ...local, ...pluggedNames()].map((name) => [name, {}])),
    }),
    getConnectionDetails: async () => ({ host, headers }),
    getWeaviateVersion: async () => DbVersion.fromString(WEAVIATE_VERSION),
    isLive: async () => !engine.closed,
    isReady: async () => !engine.closed,
  };
}

/** Copies the collection of an index file into a database; gives its name. */
async function copyInto(engine: Engine, file: IndexFileStorage, options: TransferOptions): Promise<string> {
  await file.open();
  try {
    const keys = (await file.list('')).map(({ key }) => key);
    return await engine.load(file.getMany(keys, options.signal), options);
  } finally {
    await file.close();
  }
}

/** Reports whatever goes wrong while connecting as a failed start, but for what a program can tell its user about. */
const started = (client: Promise<WeaviateClient>) =>
  client.catch((error: unknown) => {
    if (error instanceof StorageLostError || error instanceof FormatTooNewError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new WeaviateStartUpError(`Weaviate failed to startup with message: ${message}`, 'start-up', { cause: error });
  });

/** A host without its protocol. */
function bareHost(host: string, parameter: string): string {
  if (!/^https?:\/\//.test(host)) return host;
  console.warn(`The ${parameter}.host parameter should not include the protocol. Please remove http:// or https://.`);
  return host.replace(/^https?:\/\//, '');
}

/** Opens an engine in this program. Where a server is expected to be is accepted and not looked at. */
export function connectToLocal(options?: ConnectToLocalOptions): Promise<WeaviateClient> {
  const { host = 'localhost', port = 8080, ...rest } = options ?? {};
  bareHost(host, 'grpc');
  return started(connect({ ...rest, host: `${bareHost(host, 'rest')}:${port}` }));
}

/** The same, for programs that name a host of their own. */
export function connectToCustom(options?: ConnectToCustomOptions): Promise<WeaviateClient> {
  const { httpHost, httpPort, grpcHost, ...rest } = options ?? {};
  bareHost(grpcHost ?? 'localhost', 'grpc');
  return started(connect({ ...rest, host: `${bareHost(httpHost ?? 'localhost', 'rest')}:${httpPort ?? 8080}` }));
}

/** The same, for programs that name a cluster of Weaviate's cloud. */
export function connectToWeaviateCloud(
  clusterURL: string,
  options?: ConnectToWeaviateCloudOptions,
): Promise<WeaviateClient> {
  if (!clusterURL) throw new Error('Missing `clusterURL` parameter');
  const { hostname } = new URL(clusterURL.startsWith('http') ? clusterURL : `https://${clusterURL}`);
  return started(connect({ ...options, host: hostname }));
}

const deprecated = (name: string) =>
  console.warn(`The \`${name}\` method is deprecated. Please use \`connectToWeaviateCloud\` instead.`);

/** @deprecated use {@link connectToWeaviateCloud}. */
export function connectToWCD(clusterURL: string, options?: ConnectToWCDOptions): Promise<WeaviateClient> {
  deprecated('connectToWCD');
  return connectToWeaviateCloud(clusterURL, options);
}

/** @deprecated use {@link connectToWeaviateCloud}. */
export function connectToWCS(clusterURL: string, options?: ConnectToWCSOptions): Promise<WeaviateClient> {
  deprecated('connectToWCS');
  return connectToWeaviateCloud(clusterURL, options);
}

/** The way to a client below the `connectTo…` functions. */
export async function client(params: ClientParams): Promise<WeaviateClient> {
  const { connectionParams, ...rest } = params;
  const { host, port } = connectionParams.http;
  bareHost(connectionParams.grpc.host, 'grpc');
  return connect({ ...rest, host: `${bareHost(host, 'rest')}:${port}` });
}
