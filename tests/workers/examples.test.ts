import { afterEach, describe, expect, it } from 'vitest';
import weavelet, { configure, dataType, generateUuid5 } from 'weavelet';
import { toyEmbeddings } from '../../pkg/examples/toy-embeddings.js';
import { DevWorker } from './dev-worker.js';

type Found = { text: string }[];
type Bucket = { put(key: string, value: ArrayBuffer): Promise<unknown> };

const NOTES = [
  { id: 'a', text: 'Late interaction compares every token of a query.' },
  { id: 'b', text: 'A Durable Object is alone with its storage.' },
  { id: 'c', text: 'An index file is read from a bucket.' },
];

describe('the examples of Workers', () => {
  let worker: DevWorker | undefined;
  afterEach(() => worker?.stop());

  it('has an object per tenant, which keeps what it was given', async () => {
    worker = await DevWorker.deployed('worker-tenants', { objects: { OBJECTS: 'WeaveletObject' } });
    expect(await worker.ask('/one', NOTES.slice(0, 2))).toEqual({ stored: 2, errors: [] });
    expect(await worker.ask('/two', NOTES.slice(2))).toEqual({ stored: 1, errors: [] });
    const found = await worker.ask<Found>('/one?q=token%20query');
    expect(found.map(({ text }) => text)).toEqual([NOTES[0]!.text, NOTES[1]!.text]);
    expect(await worker.ask('/two?q=bucket')).toMatchObject([{ text: NOTES[2]!.text }]);
    await worker.restart();
    expect(await worker.ask('/one?q=token%20query')).toEqual(found);
  });

  it('searches an index file in a bucket', async () => {
    worker = await DevWorker.deployed('worker-file', { buckets: ['FILES'] });
    const files = (await worker.bucket('FILES')) as unknown as Bucket;
    await files.put('notes.wvlt', await indexFile());
    const [first] = await worker.ask<Found>('/?q=token%20query');
    expect(first?.text).toBe(NOTES[0]!.text);
  });
});

/** The notes as an index file. */
async function indexFile(): Promise<ArrayBuffer> {
  const client = await weavelet.connectToLocal({ storage: 'memory' });
  const notes = await client.collections.create({
    name: 'Notes',
    properties: [{ name: 'text', dataType: dataType.TEXT }],
    vectorizers: [configure.multiVectors.selfProvided({ name: 'tokens' })],
  });
  await notes.data.insertMany(
    NOTES.map(({ id, text }) => ({
      id: generateUuid5(id),
      properties: { text },
      vectors: { tokens: toyEmbeddings(text) },
    })),
  );
  const bytes = await new Response(notes.save()).arrayBuffer();
  await client.close();
  return bytes;
}
