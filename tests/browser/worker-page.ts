/** A database in a worker of a page. */
import weavelet, { type WeaviateClient } from 'weavelet';

let client: WeaviateClient;

/** 100 tokens of noise, the same for the same seed. */
const vectorOf = (seed: number) => ({
  data: Float32Array.from({ length: 100 * 128 }, (_, i) => (Math.sin((seed + 1) * (i + 1)) * 43758.5453) % 1),
  dimensions: 128,
});

const workerPage = {
  async connect(storage: string): Promise<string> {
    client = await weavelet.connectToLocal({ storage, worker: true });
    if (!(await client.collections.exists('Notes'))) {
      await client.collections.create({
        name: 'Notes',
        vectorizers: weavelet.configure.multiVectors.selfProvided(),
      });
    }
    return (await client.status()).storage.kind;
  },
  async insert(count: number): Promise<number> {
    const objects = Array.from({ length: count }, (_, n) => ({ properties: { n }, vectors: vectorOf(n) }));
    const { hasErrors } = await client.collections.use('Notes').data.insertMany(objects);
    return hasErrors ? 0 : client.collections.use('Notes').length();
  },
  async nearest(seed: number) {
    const { data } = vectorOf(seed);
    const query = [data.slice(0, 128), data.slice(128, 256)];
    const found = await client.collections.use('Notes').query.nearVector(query, { limit: 1 });
    return found.objects[0]?.properties;
  },
  close: () => client.close(),
  /** The requests that a worker with this script answers, in order: to open, to list, to close. */
  async answers(path: string): Promise<number[]> {
    const answered: number[] = [];
    const create = () => {
      const worker = new Worker(path, { type: 'module' });
      worker.addEventListener('message', ({ data }) => 'answer' in data && answered.push(data.answer));
      return worker;
    };
    const own = await weavelet.connectToLocal({ storage: 'memory', worker: { create } });
    await own.collections.listAll();
    await own.close();
    return answered;
  },
  failure: (path: string) =>
    weavelet.connectToLocal({ worker: { create: () => new Worker(path, { type: 'module' }) } }).then(
      () => 'connected',
      (error: Error) => `${error.name}: ${error.message}`,
    ),
};
export type WorkerPage = typeof workerPage;
Object.assign(globalThis, { workerPage });
