import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unlessAbsent } from './node-files.js';

/** What a commit of several values is about to do, written down before it does: names of files. */
export type Intent = { renames: [temporary: string, file: string][]; deletes: string[] };

/** The file that is there while such a commit moves its files into place, and after a crash until that is finished. */
export const INTENT = '.intent';

/** The intent of a folder as it is written, or undefined. It is renamed into place, so it is always whole. */
export const readIntent = (folder: string): Promise<string | undefined> =>
  readFile(join(folder, INTENT), 'utf8').catch(unlessAbsent);

export const parseIntent = (text: string): Intent => JSON.parse(text) as Intent;
