/** A database in a page, for tests that look at it from several pages. */
import weavelet, { type DatabaseStatus, StorageError, type WeaviateClient } from 'weavelet';
import type { Commit, Durability } from '../../pkg/src/storage/adapter.js';
import { IndexedDbStorage } from '../../pkg/src/storage/indexeddb.js';

/** A store whose commits can be held up and made to fail, as those of a tab that sleeps or finds no room. */
class HookedStorage extends IndexedDbStorage {
  before: (commit: Commit) => void | Promise<void> = () => undefined;

  override async commit(commit: Commit, durability: Durability): Promise<void> {
    await this.before(commit);
    await super.commit(commit, durability);
  }
}

let client: WeaviateClient | undefined;
const events: string[] = [];

const databasePage = {
  async connect(storage?: string): Promise<DatabaseStatus> {
    client = await weavelet.connectToLocal(storage ? { storage } : {});
    client.on('change', ({ origin }) => events.push(`change ${origin}`));
    client.on('lost', ({ reason }) => events.push(`lost: ${reason}`));
    if (!(await client.collections.exists('Notes'))) await client.collections.create({ name: 'Notes' });
    return client.status();
  },
  insert: (n: number): Promise<string> =>
    client!.collections
      .use('Notes')
      .data.insert({ n })
      .catch((error: Error) => `${error.name}: ${error.message}`),
  /**
   * One database begins its first compaction and sleeps, while another one over the same store compacts twice and drops
   * garbage for lack of room. Gives what was acknowledged, and which of it is there afterwards.
   */
  async sleepOverCompactions(): Promise<{ acknowledged: number[]; found: number[] }> {
    const acknowledged: number[] = [];
    const text = 'x'.repeat(250_000);
    let made = 0;
    const writer = async () => {
      // a place of its own, or both would share one database as connections of a page do
      const storage = Object.assign<HookedStorage, object>(new HookedStorage(globalThis), { place: undefined });
      const own = await weavelet.connectToLocal({ storage });
      if (!(await own.collections.exists('Notes'))) await own.collections.create({ name: 'Notes' });
      const insert = async () => {
        const n = made++;
        await own.collections.use('Notes').data.insert({ n, text });
        acknowledged.push(n);
      };
      const compacted = async (generation: number) => {
        while ((await own.status()).stored.generation < generation) await insert();
      };
      return { storage, insert, compacted, close: () => own.close() };
    };
    const one = await writer();
    const two = await writer();
    one.storage.before = async ({ puts }) => {
      if (!puts.some(([key]) => key.startsWith('segment/'))) return;
      one.storage.before = () => undefined;
      await two.compacted(2);
      let dropped = 0;
      two.storage.before = ({ puts, deletes }) => {
        if (puts.length > 0 && dropped === 0) throw new StorageError('quota', 'no room');
        dropped += deletes.length;
      };
      await two.insert();
    };
    await one.compacted(1);
    await one.insert();
    await Promise.all([one.close(), two.close()]);
    const again = await weavelet.connectToLocal({ storage: new HookedStorage(globalThis) });
    const { objects } = await again.collections.use('Notes').query.fetchObjects({ limit: 10_000 });
    await again.close();
    return { acknowledged, found: objects.map(({ properties }) => properties.n as number) };
  },
  count: () => client!.collections.use('Notes').length(),
  events: () => events,
  failure: (storage: string) =>
    weavelet.connectToLocal({ storage }).then(
      () => 'connected',
      (error: Error) => `${error.name}: ${error.message}`,
    ),
};
export type DatabasePage = typeof databasePage;
Object.assign(globalThis, { databasePage });
