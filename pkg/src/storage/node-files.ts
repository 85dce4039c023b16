/** What all that works with files in Node shares: names, errors, flushing. */
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { StorageError, type StorageFailure } from './adapter.js';

/** A key as a file name: no separators, no leading dot, nothing that Windows refuses. */
export function fileOf(key: string): string {
  return encodeURIComponent(key).replace(/[*']|^\./g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

export const keyOf = (file: string): string => decodeURIComponent(file);

/** Files that start with a dot are the folder's own. */
export const isValue = (file: string): boolean => !file.startsWith('.');

export const code = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;

/** For `catch`: undefined in place of what is not there. */
export function unlessAbsent(error: unknown): undefined {
  if (code(error) !== 'ENOENT') throw error;
  return undefined;
}

const FAILURES: Record<string, StorageFailure> = {
  ENOSPC: 'quota',
  EDQUOT: 'quota',
  EFBIG: 'quota',
  EROFS: 'readOnly',
  EACCES: 'readOnly',
  EPERM: 'readOnly',
};

/** An error of the file system as ours. */
export function failed(error: unknown, what: string): StorageError {
  if (error instanceof StorageError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new StorageError(FAILURES[code(error) ?? ''] ?? 'io', `${what}: ${reason}`, { cause: error });
}

/** Flushes a file or a folder to the medium. Windows has no handles of folders and needs none. */
export async function flush(path: string): Promise<void> {
  if (process.platform === 'win32' && (await stat(path)).isDirectory()) return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The bytes of a file as a plain array: `slice` of a `Buffer` would not copy. */
export async function readWhole(path: string): Promise<Uint8Array> {
  const { buffer, byteOffset, byteLength } = await readFile(path);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** At most `length` bytes of a file from `offset`. */
export async function readPart(path: string, offset: number, length: number): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    return await readFrom(handle, offset, length);
  } finally {
    await handle.close();
  }
}

/** The same of an open file. */
export async function readFrom(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, offset);
  return buffer.subarray(0, bytesRead);
}
