/**
 * What programs write that are going to be killed, in every environment: numbered batches whose content follows from
 * the number, so that whoever looks later needs to know nothing but which were acknowledged.
 */
import { configure, type WeaviateClient } from 'weavelet';
import { Random } from './random.js';

const COLLECTION = 'Batches';
/** An object of about 16 KB, as of a short text. */
const TOKENS = 32;
const DIMENSIONS = 128;
const IN_FLIGHT = 2;

/** Most batches are single inserts. */
export const sizeOf = (batch: number): number => (batch % 3 === 0 ? 5 : 1);

function objectOf(batch: number, place: number) {
  const random = new Random(batch * 16 + place);
  const tokens = Array.from({ length: TOKENS }, () => [...random.vector(DIMENSIONS)]);
  return { properties: { batch, place, text: `batch${batch} place${place}` }, vectors: { tokens } };
}

async function batches(client: WeaviateClient) {
  if (!(await client.collections.exists(COLLECTION))) {
    const vectorizers = [configure.multiVectors.selfProvided({ name: 'tokens' })];
    await client.collections.create({
      name: COLLECTION,
      properties: [
        { name: 'batch', dataType: 'int' },
        { name: 'place', dataType: 'int' },
        { name: 'text', dataType: 'text' },
      ],
      vectorizers,
    });
  }
  return client.collections.use(COLLECTION);
}

/** Writes batches from that number on, and says so after each; ends when saying so fails or after `count`. */
export async function writeBatches(
  client: WeaviateClient,
  from: number,
  acknowledge: (batch: number) => Promise<unknown>,
  count = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { data } = await batches(client);
  const write = async (batch: number) => {
    const objects = Array.from({ length: sizeOf(batch) }, (_, place) => objectOf(batch, place));
    if (objects.length === 1) await data.insert(objects[0]!);
    else if ((await data.insertMany(objects)).hasErrors) return;
    await acknowledge(batch);
  };
  const inFlight = new Set<Promise<void>>();
  for (let batch = from; batch < from + count; batch++) {
    const writing = write(batch).finally(() => inFlight.delete(writing));
    inFlight.add(writing);
    if (inFlight.size >= IN_FLIGHT) await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
}

/** What a database holds: the batches that are whole, and everything that should not be. */
export type Seen = { batches: number[]; wrong: string[] };

export async function look(client: WeaviateClient): Promise<Seen> {
  const collection = await batches(client);
  const places = new Map<number, number[]>();
  const wrong: string[] = [];
  for await (const { properties, vectors } of collection.iterator({ includeVector: true })) {
    const [batch, place] = [Number(properties.batch), Number(properties.place)];
    places.set(batch, [...(places.get(batch) ?? []), place]);
    const expected = objectOf(batch, place);
    const same = JSON.stringify(Object.values(vectors)[0]) === JSON.stringify(expected.vectors.tokens);
    if (!same || properties.text !== expected.properties.text) wrong.push(`batch ${batch}/${place} differs`);
  }
  for (const [batch, found] of places) {
    const twice = found.length !== new Set(found).size;
    if (twice) wrong.push(`batch ${batch} is there twice`);
    else if (found.length !== sizeOf(batch)) wrong.push(`batch ${batch}: ${found.length} of ${sizeOf(batch)} objects`);
  }
  const last = Math.max(...places.keys(), 0);
  const { objects } = await collection.query.bm25(`batch${last}`, { queryProperties: ['text'], limit: 10 });
  if (last > 0 && objects.length !== sizeOf(last))
    wrong.push(`a search finds ${objects.length} objects of the last batch`);
  return { batches: [...places.keys()], wrong };
}
