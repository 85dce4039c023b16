import type { Aliases, Backup, Cluster, Groups, Roles, Tokenize, Users } from './admin.js';
import type { Collections, OpenedCollection } from './collection.js';
import type { Batch } from './data.js';
import type { DatabaseEvents, DatabaseStatus, EventName, IndexFileSource, OpenOptions, Progress } from './database.js';
import type { Encoder } from './encoder.js';
import type { Meta } from './rest.js';

/** Seconds: accepted as Weaviate's client does, and used where a call leaves the process. */
export type TimeoutParams = { query?: number; insert?: number; init?: number };
export type ProxiesParams = { grpc?: string };
export type Headers = [string, string][] | Record<string, string>;
export type ProtocolParams = { host: string; port: number; secure: boolean; path?: string };
export type ConnectionParams = { http: ProtocolParams; grpc: ProtocolParams };

export interface UserPasswordCredentialsInput {
  username: string;
  password?: string;
  scopes?: string[];
  silentRefresh?: boolean;
}
export interface AccessTokenCredentialsInput {
  accessToken: string;
  expiresIn: number;
  refreshToken?: string;
  silentRefresh?: boolean;
}
export interface ClientCredentialsInput {
  clientSecret: string;
  scopes?: string[];
  silentRefresh?: boolean;
}
/** Accepted for the sake of ported programs: there is no server that would ask for them. */
export type AuthCredentials = { apiKey: string } | { silentRefresh: boolean } | string;

export type WorkerOptions = {
  /** How many workers: each holds a part of the vectors, in memory of its own. Default 1. */
  count?: number;
  /** Makes a worker from the entry `weavelet/worker`, where a bundler cannot find the package's own. */
  create?(): Worker;
};

/** What Weaviate's client does not have: where the data live and with what settings. */
export type EmbeddedOptions = {
  /** `'memory'`, the name of a database of the runtime's own storage, or a storage adapter. */
  storage?: string | object;
  /**
   * When a write resolves: `'strict'` (default) when it survives a power cut, as far as the medium can; `'relaxed'` when
   * it survives a crash of the process; `'memory'` at once, stored in the background.
   */
  durability?: 'strict' | 'relaxed' | 'memory';
  /** A view beside the connection that writes: it follows, and refuses writes. */
  readOnly?: boolean;
  /** What to do when stored data are gone: `'fail'` (default) with a `StorageLostError`, or go on with what is there. */
  onLost?: 'fail' | 'continue';
  /** What to do with stored values that are damaged: `'fail'` (default), or set them aside and tell in `status()`. */
  onCorrupt?: 'fail' | 'quarantine';
  /** Connect when the first part of the data is loaded; searches see more and more of it until all is there. */
  partial?: boolean;
  /** Called while stored data are being loaded. */
  onProgress?(progress: Progress): void;
  /** Gives up connecting. */
  signal?: AbortSignal;
  /** Upper limit in bytes for what the engine holds in memory. */
  memoryLimit?: number;
  /**
   * Run the engine in a Web Worker (in Node a worker thread), so that this thread never waits for it; or in several,
   * which share the vectors and search them at the same time.
   */
  worker?: boolean | WorkerOptions;
  /**
   * The index file that the program opens next: it is read and unpacked while the engine itself is still being loaded.
   * `client.open()` of the same source goes on with it, and tells what went wrong with it.
   */
  preload?: IndexFileSource;
  /** Where to reach a model provider, by its name. */
  baseUrl?: Record<string, string>;
  /** Encoders that run in this program, by the names that `configure.multiVectors.local` gives. */
  encoders?: Record<string, Encoder>;
  /** Settings that a server reads from its environment, by their names there. */
  env?: Record<string, string | undefined>;
};
type Common = {
  authCredentials?: AuthCredentials;
  /** Keys of model providers, as `X-JinaAI-Api-Key`. */
  headers?: Record<string, string>;
  timeout?: TimeoutParams;
  skipInitChecks?: boolean;
};
export type ConnectToLocalOptions = Common & EmbeddedOptions & { host?: string; port?: number; grpcPort?: number };
export type ConnectToWeaviateCloudOptions = Common & EmbeddedOptions;
export type ConnectToWCDOptions = ConnectToWeaviateCloudOptions;
export type ConnectToWCSOptions = ConnectToWeaviateCloudOptions;
export type ConnectToCustomOptions = Common &
  EmbeddedOptions & {
    httpHost?: string;
    httpPath?: string;
    httpPort?: number;
    httpSecure?: boolean;
    grpcHost?: string;
    grpcPort?: number;
    grpcSecure?: boolean;
    proxies?: ProxiesParams;
  };
export type ClientParams = EmbeddedOptions & {
  connectionParams: ConnectionParams;
  auth?: AuthCredentials;
  headers?: Headers;
  proxies?: ProxiesParams;
  timeout?: TimeoutParams;
  skipInitChecks?: boolean;
};
export type InternalConnectionParams = {
  authClientSecret?: AuthCredentials;
  apiKey?: { apiKey: string };
  host: string;
  scheme?: string;
  headers?: Headers;
  grpcProxyUrl?: string;
  timeout?: TimeoutParams;
  skipInitChecks?: boolean;
};
export interface ConnectionDetails {
  host: string;
  bearerToken?: string;
  headers?: Headers;
}
/** The transport of Weaviate's client, by its type only: there is none here. */
export interface IConnection {
  postReturn<B, T>(path: string, payload: B): Promise<T>;
  postEmpty<B>(path: string, payload: B): Promise<void>;
  put(path: string, payload: unknown, expectReturnContent?: boolean): Promise<unknown>;
  patch(path: string, payload: unknown): Promise<unknown>;
  delete(path: string, payload: unknown, expectReturnContent?: boolean): Promise<unknown>;
  head(path: string, payload: unknown): Promise<boolean>;
  get<T>(path: string, expectReturnContent?: boolean): Promise<T>;
  login(): Promise<string>;
  getDetails(): Promise<ConnectionDetails>;
}

/** A version number of the server whose behaviour this is. */
export interface Version {
  show(): string;
  isAtLeast(major: number, minor: number, patch?: number): boolean;
  isLowerThan(major: number, minor: number, patch: number): boolean;
}

/** What keeps a token of OIDC fresh in Weaviate's client. */
type OidcAuthenticator = {
  getAccessToken(): string;
  getExpiresAt(): number;
  refreshTokenProvided(): boolean | '' | undefined;
  resetExpiresAt(): void;
  stopTokenRefresh(): void;
};

/** A client: the entry to collections and everything beside them. */
export interface WeaviateClient {
  alias: Aliases;
  backup: Backup;
  batch: Batch;
  cluster: Cluster;
  collections: Collections;
  groups: Groups;
  /** Never there: nobody is asked for credentials here. */
  oidcAuth?: OidcAuthenticator;
  roles: Roles;
  tokenize: Tokenize;
  users: Users;
  /** Waits for writes under way and lets go of storage and memory. */
  close(): Promise<void>;
  /** Resolves when every write made so far is durable; rejects with what keeps it from being so. */
  flush(): Promise<void>;
  /** What the database holds, where, and how safe it is. */
  status(): Promise<DatabaseStatus>;
  /** Calls the listener at each event; the result takes it away. */
  on<E extends EventName>(event: E, listener: (detail: DatabaseEvents[E]) => void): () => void;
  /**
   * Opens an index file, made by `collection.save()` or `weavelet build`, as a collection for reading, usable with its
   * first parts; or copies it into this database.
   */
  open<T = undefined>(source: IndexFileSource, options?: OpenOptions): Promise<OpenedCollection<T>>;
  getMeta(): Promise<Meta>;
  getConnectionDetails(): Promise<ConnectionDetails>;
  getOpenIDConfig?(): Promise<unknown>;
  /** The version of Weaviate whose behaviour this is. */
  getWeaviateVersion(): Promise<Version>;
  isLive(): Promise<boolean>;
  isReady(): Promise<boolean>;
}
