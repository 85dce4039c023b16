/** What a published store looks like in a bucket, for those who read it and those who publish it. */
import { StorageError } from './adapter.js';

type Conditions = { etagMatches?: string; etagDoesNotMatch?: string };

/** The part of a bucket's binding that is used here. */
export type R2BucketLike = {
  get(
    key: string,
    options?: { range: { offset: number; length: number } },
  ): Promise<{ etag: string; arrayBuffer(): Promise<ArrayBuffer> } | null>;
  put(key: string, value: Uint8Array | string, options?: { onlyIf: Conditions }): Promise<object | null>;
  delete(keys: string[]): Promise<void>;
  list(options: { prefix: string; cursor?: string }): Promise<{
    objects: { key: string }[];
    truncated: boolean;
    cursor?: string;
  }>;
};

/** Where a store is in a bucket: under `<prefix><name>/`. */
export type R2Place = { bucket: R2BucketLike; root: string };

export const DEFAULT_PREFIX = 'weavelet/';

export const placeOf = (bucket: R2BucketLike, prefix: string | undefined, name: string): R2Place => ({
  bucket,
  root: `${prefix ?? DEFAULT_PREFIX}${name}/`,
});

/** One value of a generation: the object that holds it, its bytes, and their SHA-256 in hexadecimal digits. */
export type R2Value = { object: string; size: number; hash: string };

/**
 * The one object that is ever overwritten: it names a whole generation. Objects of values are written once, under
 * names that are never used again.
 */
export type Pointer = {
  generation: number;
  values: Map<string, R2Value>;
};

const FORMAT = 1;

const pointerKey = ({ root }: R2Place): string => `${root}current`;

/** The folder of all values' objects; each generation has one in it that begins with its number. */
export const valuesFolder = ({ root }: R2Place): string => `${root}values/`;

export const generationFolder = (generation: number, id: string): string =>
  `${generation.toString().padStart(10, '0')}-${id}/`;

export const generationOf = (object: string): number => Number.parseInt(object, 10);

/** The pointer and its version, or undefined where nothing was published. */
export async function readPointer(place: R2Place): Promise<{ pointer: Pointer; etag: string } | undefined> {
  const found = await asked('read', place.bucket.get(pointerKey(place)));
  if (!found) return undefined;
  const text = new TextDecoder().decode(await asked('read', found.arrayBuffer()));
  return { pointer: decodePointer(text), etag: found.etag };
}

/**
 * Makes a generation the current one.
 * @param before the version that it follows, or undefined for the first
 * @returns whether it was; otherwise somebody else was faster
 */
export async function swapPointer(place: R2Place, pointer: Pointer, before: string | undefined): Promise<boolean> {
  const onlyIf = before === undefined ? { etagDoesNotMatch: '*' } : { etagMatches: before };
  return (await asked('write', place.bucket.put(pointerKey(place), encodePointer(pointer), { onlyIf }))) !== null;
}

/** What a bucket answers; its errors as ours. */
export async function asked<T>(what: 'read' | 'write', answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StorageError('io', `cannot ${what} in the bucket: ${reason}`, { cause: error });
  }
}

function encodePointer({ generation, values }: Pointer): string {
  const list = [...values].map(([key, { object, size, hash }]) => [key, object, size, hash]);
  return JSON.stringify({ format: FORMAT, reader: FORMAT, generation, values: list });
}

function decodePointer(text: string): Pointer {
  let read: { reader?: unknown; generation?: unknown; values?: unknown };
  try {
    read = JSON.parse(text) as typeof read;
  } catch (cause) {
    throw new StorageError('corrupt', 'the pointer of the published store is damaged', { cause });
  }
  if (typeof read.reader === 'number' && read.reader > FORMAT) {
    throw new StorageError('unavailable', 'a newer version of weavelet published this store');
  }
  if (typeof read.generation !== 'number' || !Array.isArray(read.values)) {
    throw new StorageError('corrupt', 'the pointer of the published store is damaged');
  }
  const values = (read.values as [string, string, number, string][]).map(
    ([key, object, size, hash]) => [key, { object, size, hash }] as const,
  );
  return { generation: read.generation, values: new Map(values) };
}
