/** A small collection that the tests here write and read. */
import weavelet, { type Collection, configure, type WeaviateClient } from 'weavelet';

export { id, note } from './note.js';

type Options = NonNullable<Parameters<typeof weavelet.connectToLocal>[0]>;
type Note = { text: string; n: number };

export const connect = (options: Options): Promise<WeaviateClient> => weavelet.connectToLocal(options);

const QUANTIZED = {
  vectorIndexConfig: configure.vectorIndex.hnsw({
    multiVector: configure.vectorIndex.multiVector.multiVector(),
    quantizer: configure.vectorIndex.quantizer.rq(),
  }),
};

/** Makes the collection; with `quantized` its rows and full-precision vectors stay in storage. */
export async function createNotes(client: WeaviateClient, name = 'Notes', quantized = false) {
  const vector = configure.multiVectors.selfProvided({ name: 'tokens', ...(quantized ? QUANTIZED : {}) });
  await client.collections.create({ name, vectorizers: [vector] });
  return client.collections.use<Note>(name);
}

/** Numbers of all notes, ascending. */
export async function numbers(notes: Pick<Collection<Note>, 'query'>): Promise<number[]> {
  const { objects } = await notes.query.fetchObjects({ limit: 10_000 });
  return objects.map(({ properties }) => properties.n as number).sort((a, b) => a - b);
}
