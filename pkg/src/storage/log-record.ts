/**
 * One commit as one run of bytes in a log: it counts if its checksums are right.
 *
 * ```text
 *  0  magic "WVRC"                      24  flushed, u64: the log is on the medium up to this offset
 *  4  CRC-32 of all of the head after   32  length of the table, u32
 *  8  CRC-32 of the values              36  length of the values, u64
 * 12  epoch of the log, u32             44  the table: per change u8 kind, u16 + key, u64 size
 * 16  number of the record, u64             the values that were put, back to back
 * ```
 * Integers are little-endian. The head is everything before the values.
 */
import type { Commit } from './adapter.js';
import { crc32 } from './crc32.js';

export const HEAD_BYTES = 44;
const MAGIC = 0x43525657;
const PUT = 1;
const DELETE = 2;
/** A head is never larger than this, in bytes; one that claims to be is none. */
const MOST_TABLE = 1 << 26;

/** What a record changes; sizes in bytes. */
export type Change = { key: string; size: number | undefined };

/** The fixed part of a record's head. */
export type Head = {
  headCrc: number;
  valuesCrc: number;
  epoch: number;
  number: number;
  flushed: number;
  tableLength: number;
  valuesLength: number;
};

/** A record's head; its values follow in the order of the puts. */
export function encodeHead(
  { puts, deletes }: Pick<Commit, 'puts' | 'deletes'>,
  at: Pick<Head, 'epoch' | 'number' | 'flushed'>,
): Uint8Array {
  const text = new TextEncoder();
  const changes = [
    ...deletes.map((key) => ({ kind: DELETE, key: text.encode(key), size: 0 })),
    ...puts.map(([key, value]) => ({ kind: PUT, key: text.encode(key), size: value.length })),
  ];
  const tableLength = changes.reduce((sum, { key }) => sum + 11 + key.length, 0);
  const bytes = new Uint8Array(HEAD_BYTES + tableLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(
    8,
    puts.reduce((crc, [, value]) => crc32(value, crc), 0),
    true,
  );
  view.setUint32(12, at.epoch, true);
  view.setBigUint64(16, BigInt(at.number), true);
  view.setBigUint64(24, BigInt(at.flushed), true);
  view.setUint32(32, tableLength, true);
  view.setBigUint64(36, BigInt(puts.reduce((sum, [, value]) => sum + value.length, 0)), true);
  let offset = HEAD_BYTES;
  for (const { kind, key, size } of changes) {
    view.setUint8(offset, kind);
    view.setUint16(offset + 1, key.length, true);
    bytes.set(key, offset + 3);
    view.setBigUint64(offset + 3 + key.length, BigInt(size), true);
    offset += 11 + key.length;
  }
  view.setUint32(4, crc32(bytes.subarray(8)), true);
  return bytes;
}

/** The fixed part, or undefined where no record begins. It is proven only with its table: {@link decodeTable}. */
export function decodeHead(bytes: Uint8Array): Head | undefined {
  if (bytes.length < HEAD_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tableLength = view.getUint32(32, true);
  if (view.getUint32(0, true) !== MAGIC || tableLength > MOST_TABLE) return undefined;
  return {
    headCrc: view.getUint32(4, true),
    valuesCrc: view.getUint32(8, true),
    epoch: view.getUint32(12, true),
    number: Number(view.getBigUint64(16, true)),
    flushed: Number(view.getBigUint64(24, true)),
    tableLength,
    valuesLength: Number(view.getBigUint64(36, true)),
  };
}

/** What a record changes, in order, or undefined when its head is damaged. @param bytes the whole head */
export function decodeTable(bytes: Uint8Array, { headCrc, tableLength }: Head): Change[] | undefined {
  if (bytes.length < HEAD_BYTES + tableLength || crc32(bytes.subarray(8)) !== headCrc) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const changes: Change[] = [];
  for (let at = HEAD_BYTES; at < bytes.length; ) {
    const length = view.getUint16(at + 1, true);
    const key = new TextDecoder().decode(bytes.subarray(at + 3, at + 3 + length));
    const size = Number(view.getBigUint64(at + 3 + length, true));
    changes.push({ key, size: view.getUint8(at) === PUT ? size : undefined });
    at += 11 + length;
  }
  return changes;
}
