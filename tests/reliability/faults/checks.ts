/** What must hold of a database after a crash, whatever the medium. */

import { explain, isTrap, reasonOf } from '../lib/failures.js';
import type { History } from '../lib/history.js';
import { connectToLocal, type StorageAdapter, type WeaviateClient } from '../lib/weavelet.js';

export type Durability = 'strict' | 'relaxed';

/** Lets `use` work with the database in a store, and closes it. */
export async function withClient<T>(
  storage: StorageAdapter,
  durability: Durability,
  use: (client: WeaviateClient) => Promise<T>,
): Promise<T> {
  const client = await connectToLocal({ storage, durability });
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

/** Crash points that were looked at, and what was wrong. */
export class Tally {
  points = 0;
  /** Databases that would not open, with the typed reason. */
  readonly refused = new Map<string, number>();
  readonly failures: string[] = [];

  fail(where: string, what: string): void {
    this.failures.push(`${where}: ${what}`);
  }

  get text(): string {
    const refused = [...this.refused].map(([reason, count]) => `${count} refused as ${reason}`);
    return [`${this.points} crash points`, `${this.failures.length} failed`, ...refused].join(', ');
  }
}

export type Expected = {
  /** The database must hold the state after so many writes… */
  from: number;
  /** …to so many. */
  to: number;
  /** Whether a typed refusal to open is right as well. */
  mayRefuse?: boolean;
};

/** Opens what a crash left, compares it with the history, and writes to it. */
export async function checkCrash(
  tally: Tally,
  where: string,
  storage: StorageAdapter,
  history: History,
  { from, to, mayRefuse = false }: Expected,
): Promise<void> {
  tally.points++;
  try {
    await withClient(storage, 'strict', async (client) => {
      const wrong = (await history.verify(client, from, to)) ?? (await writesAgain(client));
      if (wrong) tally.fail(where, wrong);
    });
  } catch (error) {
    const reason = reasonOf(error);
    if (!reason || !mayRefuse || isTrap(error)) return tally.fail(where, explain(error));
    tally.refused.set(reason, (tally.refused.get(reason) ?? 0) + 1);
  }
}

/** A write and a look at it, which must work after whatever happened. */
async function writesAgain(client: WeaviateClient): Promise<string | undefined> {
  const { name } = await client.collections.create({ name: 'Afterwards' });
  const id = await client.collections.use(name).data.insert({ note: 'again' });
  const found = await client.collections.use(name).query.fetchObjectById(id);
  return found?.properties.note === 'again' ? undefined : 'a write after the crash is not there';
}
