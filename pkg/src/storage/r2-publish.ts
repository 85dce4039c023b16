import { type StorageAdapter, StorageError } from './adapter.js';
import {
  asked,
  generationFolder,
  generationOf,
  type Pointer,
  placeOf,
  type R2BucketLike,
  type R2Place,
  type R2Value,
  readPointer,
  swapPointer,
  valuesFolder,
} from './r2-bucket.js';

export type PublishOptions = {
  /** What the names of all objects begin with; default `weavelet/`. */
  prefix?: string;
  /** The name under which readers open the store; default `default`. */
  name?: string;
  signal?: AbortSignal;
  /** Told after each value how many bytes were dealt with. */
  onProgress?(progress: { loaded: number; total: number }): void;
};

/** What was published; sizes in bytes. */
export type Published = { generation: number; values: number; copied: number; bytes: number };

/** Objects sent at the same time. A Worker may have six connections. */
const PARALLEL = 4;
/** Objects that one call deletes at most. */
const DELETED = 1000;

/**
 * Publishes a store to an R2 bucket for {@link R2Storage} to read: copies the values that the bucket lacks, then
 * makes all of them current at once. Readers see the generation before or this one, never parts of both.
 *
 * Nobody should write to the store meanwhile: a change that its listing shows fails the call.
 * @throws StorageError `conflict` when somebody else published meanwhile, or the store changed; nothing is published
 */
export async function publish(
  from: StorageAdapter,
  bucket: R2BucketLike,
  options: PublishOptions = {},
): Promise<Published> {
  const place = placeOf(bucket, options.prefix, options.name ?? 'default');
  const before = await readPointer(place);
  const generation = (before?.pointer.generation ?? 0) + 1;
  const folder = generationFolder(generation, crypto.randomUUID());
  const uploads = new Uploads(place, folder, before?.pointer);
  const undo = async (error: unknown): Promise<never> => {
    await uploads.remove().catch(() => undefined);
    throw error;
  };
  const pointer = { generation, values: await copy(from, uploads, options).catch(undo) };
  // When the answer does not come, the objects may be in use: they are left to the next publisher.
  if (!(await swapPointer(place, pointer, before?.etag))) {
    return undo(new StorageError('conflict', 'somebody else has published this store meanwhile'));
  }
  // What cannot be removed now goes the next time.
  await removeOld(place, [pointer, before?.pointer]).catch(() => undefined);
  return { generation, values: pointer.values.size, copied: uploads.count, bytes: uploads.bytes };
}

/** Brings all values of a store to the bucket. */
async function copy(from: StorageAdapter, uploads: Uploads, options: PublishOptions): Promise<Map<string, R2Value>> {
  const changed = () => new StorageError('conflict', 'the store has changed while it was being published');
  const listed = await from.list('');
  const sizes = new Map(listed.map(({ key, size }) => [key, size]));
  const total = listed.reduce((sum, { size }) => sum + size, 0);
  const values = new Map<string, R2Value>();
  let loaded = 0;
  for await (const [key, value] of from.getMany([...sizes.keys()], options.signal)) {
    if (!value || value.length !== sizes.get(key)) throw changed();
    values.set(key, await uploads.add(value));
    loaded += value.length;
    options.onProgress?.({ loaded, total });
  }
  await uploads.done();
  options.signal?.throwIfAborted();
  if (JSON.stringify(await from.list('')) !== JSON.stringify(listed)) throw changed();
  return values;
}

/** Objects of one generation on their way to the bucket. */
class Uploads {
  readonly #place: R2Place;
  readonly #folder: string;
  /** Values that the bucket has, by hash. */
  readonly #present = new Map<string, R2Value>();
  readonly #sent: string[] = [];
  readonly #running = new Set<Promise<void>>();
  #failure: unknown;
  bytes = 0;

  constructor(place: R2Place, folder: string, before: Pointer | undefined) {
    this.#place = place;
    this.#folder = folder;
    // Only what the current generation names is sure to stay: other objects may be on their way out.
    for (const value of before?.values.values() ?? []) this.#present.set(value.hash, value);
  }

  get count(): number {
    return this.#sent.length;
  }

  /** Starts to send a value unless it is there. */
  async add(value: Uint8Array): Promise<R2Value> {
    const hash = await sha256(value);
    const present = this.#present.get(hash);
    if (present) return present;
    while (this.#running.size >= PARALLEL) await Promise.race(this.#running);
    if (this.#failure) throw this.#failure;
    const object = `${this.#folder}${this.#sent.length}`;
    this.#sent.push(object);
    this.bytes += value.length;
    const added = { object, size: value.length, hash };
    this.#present.set(hash, added);
    // It is on its way while the next value is read, which may take its memory.
    const own = value.slice();
    const sending = asked('write', this.#place.bucket.put(valuesFolder(this.#place) + object, own)).then(
      () => undefined,
      (error) => {
        this.#failure ??= error;
      },
    );
    const running = sending.finally(() => this.#running.delete(running));
    this.#running.add(running);
    return added;
  }

  /** Resolves when all of them are stored. */
  async done(): Promise<void> {
    await Promise.all(this.#running);
    if (this.#failure) throw this.#failure;
  }

  /** Takes them back. */
  async remove(): Promise<void> {
    await Promise.all(this.#running);
    await removeObjects(this.#place, this.#sent);
  }
}

/**
 * Removes objects that neither of these generations needs: those of older ones, and of publishers that failed. Whoever
 * is still publishing on top of an older generation will fail too, so that its objects may go; those of younger ones
 * stay.
 */
async function removeOld(place: R2Place, needed: [Pointer, Pointer | undefined]): Promise<void> {
  const kept = new Set(needed.flatMap((pointer) => [...(pointer?.values.values() ?? [])].map(({ object }) => object)));
  const folder = valuesFolder(place);
  const old: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await asked('read', place.bucket.list({ prefix: folder, cursor }));
    const objects = page.objects.map(({ key }) => key.slice(folder.length));
    old.push(...objects.filter((object) => !kept.has(object) && generationOf(object) <= needed[0].generation));
    cursor = page.truncated ? page.cursor : undefined;
    if (cursor === undefined) break;
  }
  await removeObjects(place, old);
}

async function removeObjects(place: R2Place, objects: string[]): Promise<void> {
  for (let i = 0; i < objects.length; i += DELETED) {
    const keys = objects.slice(i, i + DELETED).map((object) => valuesFolder(place) + object);
    await asked('write', place.bucket.delete(keys));
  }
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
