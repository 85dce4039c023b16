import type { TransferOptions } from '../engine/engine.js';
import type { MirrorMaker } from '../engine/mirror.js';
import type { StorageOption } from '../environment.js';
import type { Encoder } from '../types/encoder.js';
import type { Durability } from './write-queue.js';

/** What a connection can ask of its database. */
export type DatabaseOptions = {
  /** `'memory'`, a name, an adapter or a Durable Object's storage; absent: the environment's default. */
  storage?: StorageOption;
  durability?: Durability;
  /** A view beside the writer, which follows it. */
  readOnly?: boolean;
  /** What to do when stored data are gone: refuse to open (default), or go on with what is there. */
  onLost?: 'fail' | 'continue';
  /** What to do with stored values that are damaged: refuse to open (default), or set them aside and go on. */
  onCorrupt?: 'fail' | 'quarantine';
  /** Be ready with the first part of the data, and load the others meanwhile. */
  partial?: boolean;
  onProgress?: TransferOptions['onProgress'];
  signal?: AbortSignal;
  /** Engines in memory of their own that hold a part of the vectors each. */
  mirrors?: MirrorMaker[];
  /** Bytes of vectors, rows and indexes; default 3 GiB, below what a 32-bit module can address. */
  memoryLimit?: number;
  /** Settings that a server reads from its environment. */
  env?: Record<string, string | undefined>;
  /** Keys for embedding providers. */
  headers?: Record<string, string>;
  /** Addresses of embedding providers: `{ jinaai: 'https://proxy.example' }`. */
  baseUrl?: Record<string, string>;
  /** Encoders of the program's own. */
  encoders?: Record<string, Encoder>;
};
