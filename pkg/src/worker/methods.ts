/** What the two threads ask of each other. An engine is known by its number. */
import type { DatabaseOptions } from '../database/options.js';
import type { DatabaseEvents, DatabaseStatus, EventName, Progress } from '../engine/engine.js';
import type { CallName } from '../engine/protocol.js';
import type { EncodedText, EncoderProgress } from '../types/encoder.js';
import type { Embedding, EmbedInput } from '../vectorize/registry.js';
import type { WireError } from './wire-error.js';

/** Options of a connection without what cannot cross. */
export type WireOptions = Omit<DatabaseOptions, 'storage' | 'signal' | 'onProgress' | 'mirrors' | 'encoders'> & {
  storage?: string;
  /** Names of the connection's encoders, which stay with the page under this number. */
  encoders?: { connection: number; names: string[] };
  /** Ports to the workers that hold a part of the vectors each. */
  mirrors: MessagePort[];
};

/** Where an index file is; a request by its parts. */
export type WireSource = Uint8Array | ArrayBuffer | Blob | string | { url: string; init: RequestInit };

type Method<Argument, Reply, Note = never> = { argument: Argument; reply: Reply; note: Note };

/** What the page asks of the worker. */
export type WorkerMethods = {
  open: Method<WireOptions, number, Progress>;
  openFile: Method<
    { source: WireSource; options: Omit<WireOptions, 'storage'> },
    { engine: number; collection: string },
    Progress
  >;
  /** Replies when all of an opened file is there. */
  loaded: Method<number, void>;
  call: Method<{ engine: number; name: CallName; request: object }, unknown>;
  flush: Method<number, void>;
  status: Method<number, DatabaseStatus | { failure: WireError }>;
  /** Never replies: tells each event until it is aborted. */
  listen: Method<{ engine: number; event: EventName }, void, unknown>;
  /** Gives the number of the stream. */
  save: Method<{ engine: number; collection: string }, number>;
  /** The next part of a stream; undefined at its end. */
  pull: Method<number, Uint8Array | undefined, Progress>;
  cancel: Method<number, void>;
  /** Takes the values of a file that the page holds, by its number there. */
  load: Method<{ engine: number; file: number }, string, Progress>;
  close: Method<number, void>;
  /** Holds parts of vectors for the leading engine at the other end of the port. */
  mirror: Method<MessagePort, void>;
  /** Encoders are plugged in at the page under these names. */
  plug: Method<string[], void>;
};

/** What the worker asks of the page. */
export type PageMethods = {
  encode: Method<
    { connection: number; name: string; texts: string[]; kind: 'query' | 'document' },
    EncodedText[],
    EncoderProgress
  >;
  embed: Method<
    { module: string; inputs: EmbedInput[]; purpose: 'document' | 'query'; config: Record<string, unknown> },
    Embedding[]
  >;
  /** The next value of a file; undefined at its end. */
  next: Method<number, [key: string, value: Uint8Array | undefined] | undefined>;
};

/** What an event tells, as it crosses: of a failure the error by its parts. */
export type WireEvent<E extends EventName> = E extends 'failure' ? { error: WireError } : DatabaseEvents[E];
