/** The visitor's own collection: in IndexedDB, shared by all tabs of the page. */
import weavelet, { type Collection, configure, dataType, type WeaviateClient } from 'weavelet';
import { engineWorker } from '../app/engine-threads.js';
import type { Embedder } from './embedders.js';
import type { Document } from './parse.js';

/** `embedded`: whose vectors the object has, `none` at first. */
export type Own = Document & { embedded: string };
export type OwnCollection = Collection<Own, string>;

const NAME = 'Mine';
/** The collection of the page's own passages in Jina's vectors. */
export const OF_JINA = 'PassagesOfJina';
const PAGE = 16;

let connected: Promise<WeaviateClient> | undefined;

export function store(): Promise<WeaviateClient> {
  connected ??= weavelet.connectToLocal({ storage: 'weavelet-page', worker: { create: engineWorker } });
  return connected;
}

/** The collection, made when it is not there. Another tab may make it in the same moment: one of them comes too late. */
export async function own(): Promise<OwnCollection> {
  const { collections } = await store();
  if (!(await collections.exists(NAME))) {
    await make().catch(async (error) => {
      if (!(await collections.exists(NAME))) throw error;
    });
  }
  return collections.use<string, Own>(NAME);
}

async function make(): Promise<void> {
  const text = (name: keyof Own & string) => ({ name, dataType: dataType.TEXT, tokenization: 'kagome_ja' }) as const;
  const whole = (name: keyof Own & string) => ({ name, dataType: dataType.TEXT, tokenization: 'field' }) as const;
  await (await store()).collections.create({
    name: NAME,
    properties: [text('title'), text('text'), whole('file'), whole('embedded')],
    // one target per encoder: their vectors are not comparable
    vectorizers: [
      configure.multiVectors.selfProvided({ name: 'local' }),
      configure.multiVectors.selfProvided({ name: 'jina' }),
    ],
  });
}

/** Stores documents without vectors: BM25 finds them at once. */
export async function add(documents: Document[]): Promise<void> {
  const collection = await own();
  const { hasErrors, errors } = await collection.data.insertMany(
    documents.map((document) => ({ properties: { ...document, embedded: 'none' } })),
  );
  if (hasErrors) throw new Error(Object.values(errors)[0]?.message);
}

/** Removes all that this page keeps of passages, in all tabs. */
export async function forget(): Promise<void> {
  const { collections } = await store();
  for (const name of [NAME, OF_JINA]) await collections.delete(name);
}

/** How many documents have no vectors of this encoder. */
async function without(collection: OwnCollection, embedder: Embedder): Promise<number> {
  const { totalCount } = await collection.aggregate.overAll({ filters: missing(collection, embedder) });
  return totalCount;
}

const missing = (collection: OwnCollection, { target }: Embedder) =>
  collection.filter.byProperty('embedded').notEqual(target);

type EmbedOptions = { signal: AbortSignal; onProgress(done: number, all: number): void };

/** Gives vectors to all documents that have none, page by page: given up, it goes on from there the next time. */
export async function embed(embedder: Embedder, { signal, onProgress }: EmbedOptions): Promise<void> {
  const collection = await own();
  const all = await without(collection, embedder);
  for (let done = 0; ; ) {
    onProgress(done, all);
    const filters = missing(collection, embedder);
    const { objects } = await collection.query.fetchObjects({ filters, limit: PAGE });
    if (objects.length === 0) return;
    const texts = objects.map(({ properties: { title, text } }) => `${title}\n${text}`);
    const vectors = await embedder.embed(texts, { kind: 'document', signal });
    signal.throwIfAborted();
    const { hasErrors, errors } = await collection.data.insertMany(
      objects.map(({ uuid, properties }, i) => ({
        id: uuid,
        properties: { ...properties, embedded: embedder.target },
        vectors: { [embedder.target]: vectors[i] } as never,
      })),
    );
    if (hasErrors) throw new Error(Object.values(errors)[0]?.message);
    done += objects.length;
  }
}
