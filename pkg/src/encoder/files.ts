/** Gets the files of an encoder: from where they are, or from where they were kept; and checks them. */
import { WeaviateEncoderError } from '../errors.js';
import { MANIFEST, type Manifest, type NamedFile, parseManifest } from './manifest.js';

/** Keeps files between runs, by keys that are addresses. Both may fail: then it is as if nothing were kept. */
export interface FileCache {
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, bytes: Uint8Array): Promise<void>;
}

/** The environment's way to files. */
export type FileAccess = {
  /** @throws Error when there is none at the address, or it cannot be read */
  open(url: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  cache?: FileCache;
};

/** What an encoder is made of. */
export type EncoderFiles = { manifest: Manifest; model: Uint8Array; tokenizer: Uint8Array };

/** A file part by part. @throws WeaviateEncoderError `not-found`, also when it ends early */
async function* partsOf(access: FileAccess, url: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
  try {
    yield* await access.open(url, signal);
  } catch (cause) {
    signal.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WeaviateEncoderError('not-found', `cannot read ${url}: ${reason}`, { cause });
  }
}

async function readAll(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const list: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of parts) list.push(part as Uint8Array<ArrayBuffer>);
  return new Uint8Array(await new Blob(list).arrayBuffer());
}

/** Reads a file of a known size. @throws WeaviateEncoderError `checksum` when it is of another one */
async function readSized(
  parts: AsyncIterable<Uint8Array>,
  url: string,
  size: number,
  onBytes: (count: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for await (const part of parts) {
    if (at + part.length <= size) bytes.set(part, at);
    at += part.length;
    onBytes(part.length);
  }
  if (at !== size) throw new WeaviateEncoderError('checksum', `${url} has ${at} bytes; ${MANIFEST} says ${size}`);
  return bytes;
}

/** The SHA-256 in hex; none on pages from insecure addresses, where browsers do not compute it. */
async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  if (!globalThis.crypto?.subtle) return undefined;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Stores what a later run may need. That run can do without. */
const keep = (cache: FileCache | undefined, key: string, bytes: Uint8Array) =>
  cache?.put(key, bytes).catch(() => undefined);

/** The manifest as it is now; where there is no network, as it was last. */
async function manifestAt(access: FileAccess, folder: string, signal: AbortSignal): Promise<Manifest> {
  const url = new URL(MANIFEST, folder).href;
  let bytes: Uint8Array;
  try {
    bytes = await readAll(partsOf(access, url, signal));
  } catch (error) {
    signal.throwIfAborted();
    const kept = await access.cache?.get(url).catch(() => undefined);
    if (!kept) throw error;
    return parseManifest(kept, url);
  }
  const manifest = parseManifest(bytes, url);
  await keep(access.cache, url, bytes);
  return manifest;
}

/** Gets a file by its checksum, under which it is kept: an old one is never taken for a new one. */
async function fileAt(
  access: FileAccess,
  folder: string,
  { path, bytes: size, sha256: expected }: NamedFile,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<Uint8Array> {
  const { href: url } = new URL(path, folder);
  const key = `${url}?sha256=${expected}`;
  const kept = await access.cache?.get(key).catch(() => undefined);
  if (kept?.length === size && (await sha256(kept as Uint8Array<ArrayBuffer>)) === expected) {
    onBytes(size);
    return kept;
  }
  const bytes = await readSized(partsOf(access, url, signal), url, size, onBytes);
  const found = await sha256(bytes);
  if (found !== undefined && found !== expected) {
    throw new WeaviateEncoderError('checksum', `${url} has the SHA-256 ${found}; ${MANIFEST} says ${expected}`);
  }
  await keep(access.cache, key, bytes);
  return bytes;
}

/**
 * All files of the encoder in a folder, whose address ends in a slash.
 * @param onProgress is told the bytes that are there, of how many
 * @throws WeaviateEncoderError
 */
export async function encoderFiles(
  access: FileAccess,
  folder: string,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<EncoderFiles> {
  const manifest = await manifestAt(access, folder, signal);
  const { model, tokenizer } = manifest.files;
  let done = 0;
  const onBytes = (count: number) => {
    done += count;
    onProgress(done, model.bytes + tokenizer.bytes);
  };
  const get = (file: NamedFile) => fileAt(access, folder, file, signal, onBytes);
  return { manifest, tokenizer: await get(tokenizer), model: await get(model) };
}
