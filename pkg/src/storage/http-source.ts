import { abortable } from './abort.js';
import { StorageError } from './adapter.js';
import { KeptBody } from './kept-body.js';
import type { ByteSource } from './source.js';
import { pieces } from './stream.js';

/** What the first request asks for, in bytes: most of what must be known before anything else can be read. */
const HEAD = 1 << 16;

/** What a server says about a file, to notice that it was replaced. */
type Version = { tag: string | null; total: number | undefined };

/** What is known between the first request and the closing of the source. */
type Session = { closing: AbortController; version?: Version; head: Uint8Array; kept?: KeptBody };

/**
 * A file at an address. Where the server answers `Range` requests, only what is asked for is fetched; elsewhere the
 * file is fetched once, from the beginning, and kept.
 */
export class HttpSource implements ByteSource {
  readonly #request: Request;
  /** Origin and path: the rest of an address may hold secrets. */
  readonly #address: string;
  #session: Session | undefined;
  #started: Promise<Session> | undefined;

  /** @throws StorageError `unavailable` for what is not an address. */
  constructor(input: string | URL | Request) {
    try {
      this.#request = new Request(input);
    } catch {
      // The reason would quote the address.
      throw new StorageError('unavailable', 'this is not an address that can be fetched');
    }
    const { origin, pathname } = new URL(this.#request.url);
    this.#address = `${origin}${pathname}`;
  }

  async size(signal?: AbortSignal): Promise<number | undefined> {
    return (await this.#start(signal)).version?.total;
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    const session = await this.#start(signal);
    if (offset + length <= session.head.length) return session.head.slice(offset, offset + length);
    const out = new Uint8Array(length);
    let at = 0;
    for await (const piece of this.#stream(session, offset, length, signal)) {
      out.set(piece, at);
      at += piece.length;
    }
    return out.subarray(0, at);
  }

  async *stream(offset: number, length: number, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    yield* this.#stream(await this.#start(signal), offset, length, signal);
  }

  close(): void {
    this.#session?.closing.abort(new StorageError('unavailable', 'the storage is closed'));
    this.#session = undefined;
    this.#started = undefined;
  }

  async *#stream(session: Session, offset: number, length: number, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    const end = Math.min(offset + length, session.version?.total ?? Number.POSITIVE_INFINITY);
    if (offset >= end) return;
    if (session.kept) return yield* session.kept.stream(offset, end, signal);
    const joined = this.#join(session, signal);
    const response = await this.#fetch(session, offset, end, joined);
    if (!response.body) return;
    const body = pieces(response.body, (error) => this.#failed(error), joined);
    // Some servers answer with a part only while they have the file at hand.
    yield* response.status === 206 ? cut(body, 0, end - offset) : cut(body, offset, end);
  }

  /** The first request, which tells how this server answers. One that failed is made again by the next caller. */
  #start(signal?: AbortSignal): Promise<Session> {
    if (!this.#started) {
      this.#session = { closing: new AbortController(), head: new Uint8Array(0) };
      const started = this.#first(this.#session).catch((error) => {
        if (this.#started === started) this.#started = undefined;
        throw error;
      });
      this.#started = started;
    }
    return abortable(this.#started, signal);
  }

  async #first(session: Session): Promise<Session> {
    const signal = this.#join(session);
    const response = await this.#fetch(session, 0, HEAD, signal);
    const failed = (error: unknown) => (signal.aborted ? signal.reason : this.#failed(error));
    try {
      // Of a compressed body the length is another number: it only spares copies.
      const expected = Number(response.headers.get('content-length') ?? HEAD);
      const arriving = response.body ? pieces(response.body, failed, signal) : undefined;
      if (response.status === 200) session.kept = new KeptBody(arriving, expected);
      else if (response.status === 206) session.head = new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      throw failed(error);
    }
    return session;
  }

  /** Asks for the bytes from `offset` to `end`. The answer is a part (206), all (200), or that there is nothing (416). */
  async #fetch(session: Session, offset: number, end: number, signal: AbortSignal): Promise<Response> {
    const headers = new Headers(this.#request.headers);
    headers.set('range', `bytes=${offset}-${end - 1}`);
    let response: Response;
    try {
      response = await fetch(new Request(this.#request, { headers, signal }));
    } catch (error) {
      throw signal.aborted ? signal.reason : this.#failed(error);
    }
    // Another site's server may keep the header from us.
    const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+)/.exec(response.headers.get('content-range') ?? '');
    const [from, total] = [range?.[1], range?.[2]];
    const answered =
      response.status === 200 ||
      (response.status === 206 && (from === undefined || Number(from) === offset)) ||
      (response.status === 416 && total === '0');
    if (!answered) {
      await response.body?.cancel();
      throw new StorageError('io', `cannot read ${this.#address}: HTTP status ${response.status}`);
    }
    this.#compare(session, {
      tag: response.headers.get('etag') ?? response.headers.get('last-modified'),
      total: total === undefined ? undefined : Number(total),
    });
    return response;
  }

  #compare(session: Session, now: Version): void {
    const before = session.version;
    session.version ??= now;
    if (!before || (before.tag === now.tag && (before.total ?? now.total) === (now.total ?? before.total))) return;
    throw new StorageError('io', `${this.#address} has changed while it was being read: open it again`);
  }

  /** Aborts with the caller's signal, the request's own, and when the source is closed. */
  #join({ closing }: Session, signal?: AbortSignal): AbortSignal {
    return AbortSignal.any([closing.signal, this.#request.signal, ...(signal ? [signal] : [])]);
  }

  #failed(error: unknown): StorageError {
    const reason = error instanceof Error ? error.message : String(error);
    return new StorageError('io', `cannot read ${this.#address}: ${reason}`, { cause: error });
  }
}

/** The bytes from `offset` to `end` of what arrives. */
async function* cut(arriving: AsyncIterable<Uint8Array>, offset: number, end: number): AsyncIterable<Uint8Array> {
  let at = 0;
  for await (const piece of arriving) {
    const part = piece.subarray(Math.max(offset - at, 0), Math.max(end - at, 0));
    if (part.length) yield part;
    at += piece.length;
    if (at >= end) return;
  }
}
