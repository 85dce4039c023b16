import { open, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { unlessAbsent } from './node-files.js';
import { noise } from './reserve.js';

/** The file that takes up room to give it back later; not a value. */
const RESERVE = '.reserve';
const TEMPORARY = '.tmp-reserve';

/** Bytes of the reserve in a folder. */
export async function reservedIn(folder: string): Promise<number> {
  return (await stat(join(folder, RESERVE)).catch(unlessAbsent))?.size ?? 0;
}

/** Makes the reserve in a folder so large, or leaves it as it is when there is no room. Nothing is lost with it. */
export async function reserveIn(folder: string, bytes: number): Promise<void> {
  const file = join(folder, RESERVE);
  if (bytes === 0) return void (await unlink(file).catch(unlessAbsent));
  const temporary = join(folder, TEMPORARY);
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(noise(bytes));
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
