/**
 * The index file: a whole store in one file that can be read while it arrives, or in parts.
 *
 * ```text
 *  0  magic "WVIX"            20  length of the table, u64
 *  4  version, u16            28  length of the values, u64
 *  6  least reader, u16       36  zeros
 *  8  flags, u32: 0           60  CRC-32 of the 60 bytes before
 * 12  number of values, u32   64  the table: per value u16 + key in UTF-8, u64 length; in the order of the values
 * 16  CRC-32 of the table         the values, back to back
 * ```
 * Integers are little-endian. The values carry their own checksums.
 */
import { StorageError } from './adapter.js';
import { crc32 } from './crc32.js';

const MAGIC = 'WVIX';
const VERSION = 1;
export const HEADER_BYTES = 64;

/** One value in the file. */
export type Entry = { key: string; size: number };

/** What the header tells. Lengths are in bytes. */
export type Header = { count: number; tableCrc: number; tableLength: number; valuesLength: number };

const damaged = (what: string): StorageError => new StorageError('corrupt', `the index file is damaged: ${what}`);

/**
 * An index file in pieces: one value at a time is in memory.
 * @param entries the values in the order in which they should be read
 * @throws StorageError `conflict` when a value has another size than its entry says
 */
export async function* indexFileParts(
  entries: Entry[],
  get: (key: string) => Promise<Uint8Array | undefined>,
): AsyncIterable<Uint8Array> {
  const table = encodeTable(entries);
  const valuesLength = entries.reduce((sum, { size }) => sum + size, 0);
  yield encodeHeader({
    count: entries.length,
    tableCrc: crc32(table),
    tableLength: table.length,
    valuesLength,
  });
  yield table;
  for (const { key, size } of entries) {
    const value = await get(key);
    if (value?.length !== size) {
      throw new StorageError('conflict', `${key} has changed while it was being written to an index file`);
    }
    yield value;
  }
}

function encodeHeader({ count, tableCrc, tableLength, valuesLength }: Header): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint16(4, VERSION, true);
  view.setUint16(6, VERSION, true);
  view.setUint32(12, count, true);
  view.setUint32(16, tableCrc, true);
  view.setBigUint64(20, BigInt(tableLength), true);
  view.setBigUint64(28, BigInt(valuesLength), true);
  view.setUint32(60, crc32(bytes.subarray(0, 60)), true);
  return bytes;
}

/**
 * @param bytes the first {@link HEADER_BYTES} of the file, or fewer if it is shorter
 * @throws StorageError `corrupt` for another kind of file or a damaged one, `unavailable` for a newer one
 */
export function decodeHeader(bytes: Uint8Array): Header {
  if (new TextDecoder().decode(bytes.subarray(0, 4)) !== MAGIC) {
    throw new StorageError('corrupt', 'this is not an index file: it does not begin with "WVIX"');
  }
  if (bytes.length < HEADER_BYTES) throw damaged(`it ends after ${bytes.length} bytes, within the header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(60, true) !== crc32(bytes.subarray(0, 60))) throw damaged('the checksum of its header is wrong');
  const least = view.getUint16(6, true);
  if (least > VERSION) {
    throw new StorageError(
      'unavailable',
      `the index file needs a weavelet that reads version ${least} of the format; this one reads up to ${VERSION}`,
    );
  }
  return {
    count: view.getUint32(12, true),
    tableCrc: view.getUint32(16, true),
    tableLength: Number(view.getBigUint64(20, true)),
    valuesLength: Number(view.getBigUint64(28, true)),
  };
}

function encodeTable(entries: Entry[]): Uint8Array {
  const keys = entries.map(({ key }) => new TextEncoder().encode(key));
  const bytes = new Uint8Array(keys.reduce((sum, key) => sum + 10 + key.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [i, key] of keys.entries()) {
    view.setUint16(at, key.length, true);
    bytes.set(key, at + 2);
    view.setBigUint64(at + 2 + key.length, BigInt(entries[i]!.size), true);
    at += 10 + key.length;
  }
  return bytes;
}

/** @throws StorageError `corrupt` when the table is not the one that the header tells of. */
export function decodeTable(bytes: Uint8Array, { count, tableCrc, tableLength, valuesLength }: Header): Entry[] {
  if (bytes.length < tableLength) throw damaged(`it ends after ${HEADER_BYTES + bytes.length} bytes, within its table`);
  if (crc32(bytes) !== tableCrc) throw damaged('the checksum of its table is wrong');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Entry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = view.getUint16(at, true);
    const key = new TextDecoder().decode(bytes.subarray(at + 2, at + 2 + length));
    entries.push({ key, size: Number(view.getBigUint64(at + 2 + length, true)) });
    at += 10 + length;
  }
  const sum = entries.reduce((total, { size }) => total + size, 0);
  if (entries.length !== count || sum !== valuesLength) throw damaged('its table and its header disagree');
  return entries;
}

/** How a file that ends too early is refused. Lengths are in bytes. */
export function truncated(length: number, want: number): StorageError {
  return damaged(`it ends after ${length} of ${want} bytes`);
}
