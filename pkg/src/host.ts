/** Where engines run: in this thread, or in a worker. */
import type { DatabaseOptions } from './database/options.js';
import type { Engine } from './engine/engine.js';
import type { IndexFileSource } from './types/database.js';

/** An index file that can be searched: its engine, the name of its collection, and when all of it is there. */
export type OpenedIndexFile = { engine: Engine; collection: string; loaded: Promise<void> };

export interface Host {
  /** Opens a database, or joins the one that is open on the same store. */
  openDatabase(options: DatabaseOptions): Promise<Engine>;
  /** Opens an index file for reading: ready with its first part. */
  openIndexFile(source: IndexFileSource, options: Omit<DatabaseOptions, 'storage'>): Promise<OpenedIndexFile>;
}
