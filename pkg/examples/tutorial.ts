/**
 * Weaviate's multi-vector tutorial. It is a program for `weaviate-client`: only the line below is another.
 *
 * Option 1 lets the integration with Jina make the token vectors, option 2 brings its own.
 */
import { type CollectionConfigCreate, configure, dataType, generateUuid5, type WeaviateClient } from 'weavelet';

const COLLECTION = 'DemoCollection';

const documents = [
  { id: 'doc1', text: 'Weaviate is a vector database that stores and searches embeddings.' },
  { id: 'doc2', text: 'PyTorch is a deep learning framework for building neural networks.' },
  { id: 'doc3', text: 'For many tasks, late interaction finds what a single vector per text misses.' },
];

const query = 'A database for embeddings';

/** What one option of the tutorial found: ids of the documents, best first, by kind of search. */
export type Found = Record<string, string[]>;

/** Makes the token vectors of a text: one vector per token. */
export type Embedder = (text: string) => number[][] | Promise<number[][]>;

type Settings = {
  /** Makes the vectors of a query that is searched by vector. */
  embed: Embedder;
  /** What makes the vectors of option 1, if not Jina. */
  vectorizers?: CollectionConfigCreate['vectorizers'];
  /** Where to reach Jina, if not at its own address. */
  baseURL?: string;
  log?: (line: string) => void;
};

/** Option 1: the collection embeds objects and queries by itself. The client was given a key for Jina, or an encoder. */
export async function option1(client: WeaviateClient, settings: Settings): Promise<Found> {
  const { embed, vectorizers, baseURL, log = () => {} } = settings;
  // A collection of that name may be left from an earlier run.
  await client.collections.delete(COLLECTION);
  await client.collections.create({
    name: COLLECTION,
    vectorizers: vectorizers ?? [
      configure.multiVectors.text2VecJinaAI({
        name: 'multi_vector',
        sourceProperties: ['text'],
        model: 'jina-colbert-v2',
        ...(baseURL ? { baseURL } : {}),
      }),
    ],
    properties: [
      { name: 'text', dataType: dataType.TEXT },
      { name: 'docid', dataType: dataType.TEXT },
    ],
  });

  const collection = client.collections.use(COLLECTION);
  for (const { id, text } of documents) {
    await collection.data.insert({ id: generateUuid5(id), properties: { text, docid: id } });
  }
  await showShapes(client, log);

  const found: Found = {};
  const options = { targetVector: 'multi_vector', limit: 3 };
  found.nearText = ids(await collection.query.nearText(query, options));
  found.hybrid = ids(await collection.query.hybrid(query, options));

  // The same with an embedding that the program made itself.
  const vector = await embed(query);
  found.nearVector = ids(await collection.query.nearVector(vector, options));
  found.hybridVector = ids(await collection.query.hybrid(query, { ...options, vector }));
  report('option 1', found, log);
  return found;
}

/** Option 2: every object comes with its token vectors, and so does every query. */
export async function option2(client: WeaviateClient, { embed, log = () => {} }: Settings): Promise<Found> {
  await client.collections.delete(COLLECTION);
  await client.collections.create({
    name: COLLECTION,
    vectorizers: [configure.multiVectors.selfProvided({ name: 'multi_vector' })],
    properties: [
      { name: 'text', dataType: dataType.TEXT },
      { name: 'docid', dataType: dataType.TEXT },
    ],
  });

  const collection = client.collections.use(COLLECTION);
  for (const { id, text } of documents) {
    await collection.data.insert({
      id: generateUuid5(id),
      properties: { text, docid: id },
      vectors: { multi_vector: await embed(text) },
    });
  }
  await showShapes(client, log);
  const found = await searchOption2(client, { embed });
  report('option 2', found, log);
  return found;
}

/** The searches of option 2, for a program that finds the data there already. */
export async function searchOption2(client: WeaviateClient, { embed }: Settings): Promise<Found> {
  const collection = client.collections.use(COLLECTION);
  const vector = await embed(query);
  const options = { targetVector: 'multi_vector', limit: 3 };
  return {
    stored: ids(await collection.query.fetchObjects({ limit: 3 })).sort(),
    nearVector: ids(await collection.query.nearVector(vector, options)),
    hybrid: ids(await collection.query.hybrid(query, { ...options, vector })),
    bm25: ids(await collection.query.bm25('database', { limit: 3 })),
  };
}

/** Prints how many token vectors each object has, and how long they are. */
async function showShapes(client: WeaviateClient, log: (line: string) => void): Promise<void> {
  const { objects } = await client.collections.use(COLLECTION).query.fetchObjects({ limit: 3, includeVector: true });
  for (const { properties, vectors } of objects) {
    const matrix = vectors.multi_vector as number[][];
    log(`${properties.docid}: ${matrix.length} vectors of ${matrix[0]?.length} dimensions`);
  }
}

const ids = ({ objects }: { objects: { properties: Record<string, unknown> }[] }): string[] =>
  objects.map(({ properties }) => String(properties.docid));

function report(title: string, found: Found, log: (line: string) => void): void {
  for (const [kind, documents] of Object.entries(found)) log(`${title}, ${kind}: ${documents.join(', ')}`);
}
