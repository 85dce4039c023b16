/** The core as TypeScript sees it: the synchronous object that wasm-bindgen makes, with typed errors. */
import * as bindings from '../../wasm/weavelet.js';
import { concat } from '../bytes.js';
import type { Settings } from '../environment.js';
import { Background } from './background.js';
import { EngineError, FormatTooNewError } from './engine.js';
import { unpackAnswer, unpackHits } from './hits.js';
import { loadFailure, loadModule } from './load.js';
import type { Mirror, MirrorMaker } from './mirror.js';
import type { Simd } from './simd.js';

/** What must be made before a write or a search can go on. */
export type Needs = {
  embeds: {
    /** Position of the object in the request; 0 in a search. */
    object: number;
    target: string;
    /** `query`, `moveTo` or `moveAway` in a search, `document` in a write. */
    role: string;
    module: string;
    settings: Record<string, unknown>;
    inputs: { kind: string; value: string }[];
    /** What a server puts in front of the reason when embedding fails. */
    path: string;
  }[];
  phones: { input: string; country: string }[];
};

/** A write that passed its checks and has so many bytes to store: seal, then publish or discard its `ticket`. */
export type PreparedWrite = { ticket: number; bytes: number; reply: unknown };

/** What a stored value is: a commit of the log, or a segment, which a large commit is, too. */
export type ValueKind = 'wal' | 'segment';
/** A stored value, and its envelope: the bytes that it begins with. */
export type SealedValue = { frame: Uint8Array; head: Uint8Array };

/** A multi-vector or vector as Jina's API gave it. */
export type JinaEmbedding = { data: Float32Array; dimensions: number; multi: boolean };

type Thrown = { kind: string; status: number; message: string };

const isThrown = (error: unknown): error is Thrown =>
  typeof error === 'object' && error !== null && 'kind' in error && 'status' in error && !(error instanceof Error);

/** Turns what the core threw into an {@link EngineError}; anything else is passed on. */
export function coreError(error: unknown): unknown {
  if (!isThrown(error)) return error;
  if (error.kind === 'format-too-new') return new FormatTooNewError(error.message);
  return new EngineError(error.message, error.status, error.kind);
}

/** Counts the instances of the module in this process: a core of an earlier one is dead. */
let instance = 0;

/** Errors after which nothing in an instance can be trusted: a trap, an exhausted stack, a failed allocation. */
const isFatal = (error: unknown) => error instanceof WebAssembly.RuntimeError || error instanceof RangeError;

/** What calls into a dead instance are refused with. Whoever holds a core makes a new one from what is stored. */
const dead = (cause?: unknown) => {
  const error = new EngineError(
    'the engine stopped and is being rebuilt from what is stored: repeat the call',
    500,
    'restarted',
  );
  error.cause = cause;
  return error;
};

/** Whether a call failed because its instance is dead. */
export const isDead = (error: unknown): boolean => error instanceof EngineError && error.kind === 'restarted';

function attempt<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (!isFatal(error)) throw coreError(error);
    instance++;
    bindings.__wbg_reset_state();
    throw dead(error);
  }
}

let loading: Promise<void> | undefined;

/** Compiles and starts the module once per process: before anything else here is called. */
export function start(env: Settings): Promise<void> {
  loading ??= loadModule(env)
    .then((module) => void bindings.initSync({ module }))
    .catch((error: unknown) => {
      loading = undefined;
      throw loadFailure(error);
    });
  return loading;
}

/** What the module's memory holds now: another buffer once it has grown, another memory once the instance was replaced. */
const memory = (): ArrayBuffer => (bindings.moduleMemory() as WebAssembly.Memory).buffer;

/** Resolves when the module is ready that {@link start} began to load. */
export const started = (): Promise<void> => loading ?? Promise.reject(new Error('the engine was not started'));

/** A part of a stored value that a call lacked: the value's number, an offset and a length in bytes. */
export type MissingPart = [value: number, offset: number, length: number];
/** A scan that a call needs of all engines that share the vectors: its key and what to ask them. */
export type MissingScan = [key: bigint, request: Uint8Array];
/** Instead of an answer: supply these parts and scans, and make the same call again. */
export type Missing = { missing: MissingPart[]; scans: MissingScan[] };

export const lacks = (reply: unknown): reply is Missing =>
  typeof reply === 'object' && reply !== null && 'missing' in reply;

/** What the core says of itself; sizes in bytes. */
export type CoreStatus = {
  simd: Simd;
  memoryUsed: number;
  memoryLimit: number;
  pageBytes: number;
  collections: Record<string, Record<string, number>>;
};

/** How often in a row mirrors may be found to be behind or ahead of a search: each time it waits for a turn. */
const MAX_STALE = 1000;

/**
 * A database in the module's memory. Every method is synchronous and throws {@link EngineError}s; of a core whose
 * instance died every method throws one that {@link isDead} knows.
 */
export class Core {
  readonly #core: bindings.Core;
  readonly #instance: number;
  readonly #mirrors: Mirror[];
  #stale = 0;
  #isFreed = false;
  readonly #background = new Background(() => this.#improve());

  private constructor(core: bindings.Core, mirrors: Mirror[]) {
    this.#core = core;
    this.#instance = instance;
    this.#mirrors = mirrors;
  }

  /** An empty one, which holds this part of the vectors. `memoryLimit` is in bytes. */
  static async create(
    env: Record<string, string | undefined>,
    memoryLimit: number,
    { part, parts } = { part: 0, parts: 1 },
    mirrors: Mirror[] = [],
  ): Promise<Core> {
    await start(env);
    return new Core(
      attempt(() => new bindings.Core(env, memoryLimit, part, parts)),
      mirrors,
    );
  }

  /** An empty one that shares the vectors with mirrors. */
  static async lead(
    env: Record<string, string | undefined>,
    memoryLimit: number,
    makers: MirrorMaker[],
  ): Promise<Core> {
    const parts = makers.length + 1;
    const mirrors = await Promise.all(makers.map((make, i) => make(env, memoryLimit, i + 1, parts)));
    return Core.create(env, memoryLimit, { part: 0, parts }, mirrors);
  }

  #call<T>(call: (core: bindings.Core) => T): T {
    if (this.#isFreed) throw new EngineError('the engine is closed', 503, 'closed');
    if (this.isDead) throw dead();
    return attempt(() => call(this.#core));
  }

  /** Whether its instance died. */
  get isDead(): boolean {
    return this.#instance !== instance;
  }

  prepare(name: string, request: unknown, vectors: Float32Array): PreparedWrite | { needs: Needs } | Missing {
    return this.#call((core) => core.prepare(name, request, vectors));
  }

  /** Prepared writes as one commit. What each has to store is in the core until it is sealed: once. */
  seal(tickets: number[], kind: ValueKind, sequence: number, relaxed: boolean): SealedValue {
    return this.#call((core) => core.seal(Uint32Array.from(tickets), kind, sequence, relaxed));
  }

  /** The write's records stand at `base` in the payload of the stored value of that number. */
  publish(ticket: number, value: number, base: number): Missing | undefined {
    const lacking = this.#call((core) => core.publish(ticket, value, base));
    this.#background.begin();
    return lacking;
  }

  discard(ticket: number): void {
    this.#call((core) => core.discard(ticket));
  }

  read(name: string, request: unknown, vectors: Float32Array, now: number): unknown {
    const reply = this.#call((core) => core.read(name, request, vectors, now));
    if (lacks(reply)) return reply;
    if (name === 'search') {
      const answer = unpackAnswer(reply, memory);
      this.#background.urge();
      return answer;
    }
    if (name === 'objects.fetch') return unpackHits(reply)[0] ?? null;
    return reply;
  }

  plan(name: 'search' | 'aggregate', request: unknown): Needs {
    return this.#call((core) => (name === 'search' ? core.planSearch(request) : core.planAggregate(request)));
  }

  /** Checks a stored value, which carries this sequence number, and applies its records from byte `from` of its payload on. */
  replay(bytes: Uint8Array, sequence: number, value: number, from: number): (Missing & { at: number }) | undefined {
    const lacking = this.#call((core) => core.replay(bytes, sequence, value, from));
    this.#background.begin();
    return lacking;
  }

  /** Does a part of what makes searches faster; whether there is more. */
  #improve(): boolean {
    try {
      return this.#call((core) => core.improve());
    } catch {
      // whoever calls next hears that the instance is dead
      return false;
    }
  }

  /** Tells the mirrors of a stored value that is about to be published or replayed here. */
  share(bytes: Uint8Array, sequence: number, value: number): void {
    for (const mirror of this.#mirrors) mirror.replay(bytes, sequence, value);
  }

  /** Resolves when the mirrors are no more than a few values behind. */
  async caughtUp(): Promise<void> {
    for (const mirror of this.#mirrors) await mirror.caughtUp();
  }

  /** Scans the vectors that are held here; undefined where this core has applied more or less than the one that asks. */
  scan(request: Uint8Array): Uint8Array | undefined {
    const list = this.#call((core) => core.scan(request));
    this.#background.urge();
    return list;
  }

  /** Makes scans that were missing, here and in the mirrors at the same time. Those that came too early are left out. */
  async supplyScans(scans: MissingScan[]): Promise<void> {
    const asked = scans.map(([, request]) => this.#mirrors.map((mirror) => mirror.scan(request)));
    // whoever fails first is told of; the others' failures are the same news
    for (const one of asked.flat()) one.catch(() => undefined);
    const own = scans.map(([, request]) => this.scan(request));
    for (const [i, [key]] of scans.entries()) {
      const lists = [own[i], ...(await Promise.all(asked[i] as Promise<Uint8Array | undefined>[]))];
      if (lists.every((list) => list !== undefined)) {
        this.#stale = 0;
        this.#call((core) => core.supplyScan(key, concat(lists)));
      } else {
        if (++this.#stale > MAX_STALE) throw new EngineError('the workers do not hold the same rows', 500, 'internal');
        await new Promise((resolve) => setTimeout(resolve));
      }
    }
  }

  /** Bytes that the mirrors hold. */
  async mirroredBytes(): Promise<number> {
    const each = await Promise.all(this.#mirrors.map((mirror) => mirror.memoryUsed()));
    return each.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Takes in a part that was missing. */
  supply(value: number, offset: number, bytes: Uint8Array): void {
    this.#call((core) => core.supply(value, offset, bytes));
  }

  /** Makes a value known that rows will point into, by its bytes or the first of them. */
  register(value: number, bytes: Uint8Array): void {
    this.#call((core) => core.register(value, bytes));
  }

  /** Begins to write again what the values from number `cutoff` on hold; of one collection only, if named. */
  beginFold(cutoff: number, only?: string): void {
    this.#call((core) => core.beginFold(cutoff, only));
  }

  /** The next segment, about `target` bytes, under this sequence; undefined at the end. */
  fold(target: number, sequence: number): SealedValue | Missing | undefined {
    return this.#call((core) => core.fold(target, sequence));
  }

  endFold(cutoff: number, values: number[]): void {
    this.#call((core) => core.endFold(cutoff, Uint32Array.from(values)));
  }

  abandonFold(): void {
    this.#call((core) => core.abandonFold());
  }

  /** Bytes that a snapshot would have, about. */
  get liveBytes(): number {
    return this.#call((core) => core.liveBytes());
  }

  status(): CoreStatus {
    return this.#call((core) => core.status());
  }

  /** Gives the memory back. A file that failed after its first parts has done so before it is closed. */
  free(): void {
    if (this.#isFreed) return;
    this.#isFreed = true;
    this.#background.end();
    for (const mirror of this.#mirrors) mirror.free();
    if (!this.isDead) this.#core.free();
  }
}

/** Wraps a payload in its checked envelope. */
export const seal = (kind: ValueKind, sequence: number, payload: Uint8Array, relaxed = false): SealedValue =>
  attempt(() => bindings.seal(kind, sequence, payload, relaxed));

/** Checks an envelope and gives its payload. */
export const unseal = (kind: ValueKind, bytes: Uint8Array): Uint8Array => attempt(() => bindings.unseal(kind, bytes));

/** Bytes that every envelope begins with: version, kind, sequence and their checksum. */
export const HEADER_BYTES = 64;

/** Whether a value was stored relaxed, by its header; undefined if that cannot tell. */
export const isRelaxed = (header: Uint8Array): boolean | undefined => attempt(() => bindings.isRelaxed(header));

/** Segments that together stand for the commits `first` to `last`. */
export type Run = { first: number; last: number; segments: [key: string, bytes: number][] };
export type ManifestContent = { generation: number; runs: Run[] };

export const sealManifest = ({ generation, runs }: ManifestContent): { key: string; bytes: Uint8Array } =>
  attempt(() => bindings.sealManifest(generation, runs));

export const openManifest = (slot: string, bytes: Uint8Array): ManifestContent =>
  attempt(() => bindings.openManifest(slot, bytes));

/** Jina's API, as the core speaks it. Both reject with an Error that says what the server would. */
export const jina = {
  /** Embeds inputs by one of Jina's modules. */
  embed: (
    module: string,
    settings: Record<string, unknown>,
    inputs: { kind: string; value: string }[],
    purpose: 'document' | 'query',
    key: string,
    signal?: AbortSignal,
  ): Promise<JinaEmbedding[]> => bindings.jinaEmbed(module, settings, inputs, purpose, key, signal),
  /** Scores documents against a query, in the documents' order. */
  rerank: (
    settings: Record<string, unknown>,
    query: string,
    documents: string[],
    key: string,
    signal?: AbortSignal,
  ): Promise<number[]> => bindings.jinaRerank(settings, query, documents, key, signal),
};
