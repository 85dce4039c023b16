/** The page's index: one collection in this browser's storage, filled once, and the three searches over it. */
import { configure, connectToLocal, dataType, generateUuid5 } from 'weavelet';

const NAME = 'Demo';
const TARGET = 'tokens';
const BATCH = 50;
const LIMIT = 5;

export class Index {
  #client;
  #collection;

  /** Opens the storage. */
  static async open() {
    const index = new Index();
    index.#client = await connectToLocal();
    index.#collection = index.#client.collections.use(NAME);
    return index;
  }

  /** How many documents are stored. */
  async count() {
    return (await this.#client.collections.exists(NAME)) ? this.#collection.length() : 0;
  }

  /** Makes the collection anew and stores the documents; `progress(done)` is called after each batch. */
  async fill(documents, progress) {
    await this.#client.collections.delete(NAME);
    // This tokenization splits English at its words and Japanese into characters and pairs of them.
    const tokenization = 'kagome_ja';
    await this.#client.collections.create({
      name: NAME,
      properties: [
        { name: 'title', dataType: dataType.TEXT, tokenization },
        { name: 'text', dataType: dataType.TEXT, tokenization },
        ...['lang', 'src', 'license', 'url'].map((name) => ({ name, dataType: dataType.TEXT, indexSearchable: false })),
      ],
      vectorizers: [configure.multiVectors.selfProvided({ name: TARGET })],
    });
    for (let i = 0; i < documents.length; i += BATCH) {
      const objects = documents.slice(i, i + BATCH).map(({ id, vectors, ...properties }) => ({
        id: generateUuid5(id),
        properties,
        vectors: { [TARGET]: vectors },
      }));
      const { hasErrors, errors } = await this.#collection.data.insertMany(objects);
      if (hasErrors) throw new Error(Object.values(errors)[0].message);
      progress(Math.min(i + BATCH, documents.length));
    }
  }

  async forget() {
    await this.#client.collections.delete(NAME);
  }

  /** Hits of each kind of search with the time it took; those that need vectors are absent without them. */
  async search(query, vectors) {
    const options = { limit: LIMIT, returnMetadata: ['score'] };
    const near = { limit: LIMIT, returnMetadata: ['distance'], targetVector: TARGET };
    const { query: queries } = this.#collection;
    const found = {
      bm25: await timed(() => queries.bm25(query, { ...options, queryProperties: ['title^2', 'text'] })),
    };
    if (!vectors) return found;
    found.maxsim = await timed(() => queries.nearVector(vectors, near));
    found.hybrid = await timed(() =>
      queries.hybrid(query, {
        ...options,
        vector: vectors,
        targetVector: TARGET,
        queryProperties: ['title^2', 'text'],
      }),
    );
    return found;
  }
}

/** MaxSim's distance is the negative sum of the best similarities, so its opposite is the score. */
async function timed(search) {
  const started = performance.now();
  const { objects } = await search();
  const ms = performance.now() - started;
  return {
    ms: ms.toFixed(1),
    hits: objects.map(({ properties, metadata }) => ({ ...properties, score: metadata.score ?? -metadata.distance })),
  };
}
