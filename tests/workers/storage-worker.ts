/** Runs the storage contract inside Durable Objects: `/OBJECT/ACTION`. */
import { type DurableObjectStorageLike, DurableStorage } from '../../pkg/src/storage/durable-object.js';
import { contract } from '../storage/contract.js';

type State = { storage: DurableObjectStorageLike };
type Namespace = {
  idFromName(name: string): unknown;
  get(id: unknown): { fetch(request: Request): Promise<Response> };
};

async function act(storage: DurableObjectStorageLike, action: string): Promise<string> {
  if (action.startsWith('case-')) {
    await contract[Number(action.slice(5))]!.run({ adapter: () => new DurableStorage(storage), persistent: true });
    return 'passed';
  }
  const adapter = new DurableStorage(storage);
  const { fresh } = await adapter.open('kept');
  if (action === 'write') {
    const value = new Uint8Array(3_000_000).fill(7);
    await adapter.commit(
      {
        puts: [
          ['a', value],
          ['b', value],
        ],
        deletes: [],
      },
      'strict',
    );
    return 'written';
  }
  return JSON.stringify({ fresh, keys: await adapter.list('') });
}

export class WithSql {
  constructor(readonly state: State) {}
  async fetch(request: Request): Promise<Response> {
    try {
      return new Response(await act(this.state.storage, new URL(request.url).pathname.split('/')[2] ?? ''));
    } catch (error) {
      return new Response((error as { failure?: string }).failure ?? String(error), { status: 500 });
    }
  }
}
export class WithoutSql extends WithSql {}

export default {
  fetch(request: Request, env: Record<string, Namespace>): Promise<Response> {
    const namespace = env[new URL(request.url).pathname.split('/')[1] ?? '']!;
    return namespace.get(namespace.idFromName('test')).fetch(request);
  },
};
