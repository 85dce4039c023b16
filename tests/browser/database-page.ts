/** A database in a page, for tests that look at it from several pages. */
import weavelet, { type DatabaseStatus, type WeaviateClient } from 'weavelet';

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
