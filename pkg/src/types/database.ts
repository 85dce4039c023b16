/** What Weaviate's client does not have: the database behind a connection, how it is and what happens to it. */

/** Bytes done and to do; `phase` says of what. */
export type Progress = { phase: 'open' | 'save' | 'copy'; done: number; total: number };

export type TransferOptions = { signal?: AbortSignal; onProgress?(progress: Progress): void };

/** What happens to a database beside its calls, by the name of the event. */
export type DatabaseEvents = {
  /** A write has become visible: one of this connection's process, or one of another tab or process. */
  change: { origin: 'here' | 'elsewhere' };
  /** Stored data went away. Reads go on from memory, writes fail. */
  lost: { reason: string };
  /** Something that nobody waits for cannot be stored; `flush()` rejects with it until it can. */
  failure: { error: unknown };
  progress: Progress;
};
export type EventName = keyof DatabaseEvents;

/** A stored value that could not be read and was left out. */
export type DamagedValue = { key: string; bytes: number; reason: string };

/** What a database holds, and how safe it is. Sizes are in bytes. */
export type DatabaseStatus = {
  storage: {
    /** The adapter's kind: `indexeddb`, `node-fs`, `memory` … */
    kind: string;
    readOnly: boolean;
    /** Why data are kept in memory although they were to be stored. */
    fallback?: string;
    usage?: number;
    quota?: number;
    /** Whether the environment promises not to remove the data by itself. */
    persisted?: boolean;
  };
  /** Which of WebAssembly's vector instructions the engine was built for. */
  simd: 'simd128' | 'relaxed';
  /** `none`: nothing outlives the process. */
  durability: 'strict' | 'relaxed' | 'memory' | 'none';
  memory: { used: number; limit: number; pages: number };
  stored: { bytes: number; values: number; commits: number; generation: number };
  collections: Record<string, Record<string, number>>;
  /** Whether stored data are still being loaded. */
  loading: boolean;
  /** Stored values that were left out because they are damaged (`onCorrupt: 'quarantine'`). */
  damaged: DamagedValue[];
  /** Commits stored relaxed that a power cut took. */
  torn: number;
  /** Why the store is gone. */
  lost?: string;
  /** What keeps commits in the background from being stored. */
  failure?: unknown;
};

/**
 * What an index file can be opened from, as it is or compressed by gzip. An address is read by ranges where its server
 * can; a compressed file is read whole, and kept unpacked in memory.
 */
export type IndexFileSource = Uint8Array | ArrayBuffer | Blob | string | URL | Request;

export type OpenOptions = TransferOptions & {
  /** Take the collection into this connection's own database, where it can be changed, instead of reading the file. */
  copy?: boolean;
  /** Upper limit in bytes for what an opened file holds in memory. */
  memoryLimit?: number;
};
