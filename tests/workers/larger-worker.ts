/** A Durable Object with more vectors than it may hold in memory. */
import weavelet, { configure, type WeaviateClient } from 'weavelet';
import { DIMENSIONS, MEMORY_LIMIT, queryOf, tokensOf } from './larger-data.js';

type State = { storage: object };
type Namespace = {
  idFromName(name: string): unknown;
  get(id: unknown): { fetch(request: Request): Promise<Response> };
};

export class Large {
  #client: Promise<WeaviateClient> | undefined;
  constructor(readonly state: State) {}

  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const number = (name: string) => Number(searchParams.get(name));
    this.#client ??= weavelet.connectToLocal({ storage: this.state.storage, memoryLimit: MEMORY_LIMIT });
    const client = await this.#client;
    try {
      if (pathname === '/create') await this.#create(client);
      if (pathname === '/insert') await this.#insert(client, number('from'), number('to'));
      if (pathname === '/search') return Response.json(await this.#search(client, number('like')));
      return Response.json(await client.status());
    } catch (error) {
      return new Response(String((error as Error).stack), { status: 500 });
    }
  }

  async #create(client: WeaviateClient): Promise<void> {
    const vectorIndexConfig = configure.vectorIndex.hnsw({
      multiVector: configure.vectorIndex.multiVector.multiVector(),
      quantizer: configure.vectorIndex.quantizer.rq({ bits: 8 }),
    });
    const vector = configure.multiVectors.selfProvided({ name: 'tokens', vectorIndexConfig });
    await client.collections.create({ name: 'Documents', vectorizers: [vector] });
  }

  async #insert(client: WeaviateClient, from: number, to: number): Promise<void> {
    const objects = Array.from({ length: to - from }, (_, i) => ({
      properties: { number: from + i, text: `document number ${from + i}` },
      vectors: { tokens: { data: tokensOf(from + i), dimensions: DIMENSIONS } },
    }));
    const { hasErrors, errors } = await client.collections.use('Documents').data.insertMany(objects);
    if (hasErrors) throw new Error(JSON.stringify(Object.values(errors)[0]));
  }

  async #search(client: WeaviateClient, like: number): Promise<object> {
    const documents = client.collections.use('Documents');
    const query = { data: queryOf(like), dimensions: DIMENSIONS };
    const { objects } = await documents.query.nearVector(query, { limit: 5, returnMetadata: ['distance'] });
    return objects.map(({ properties, metadata }) => ({ number: properties.number, distance: metadata?.distance }));
  }
}

export default {
  fetch: (request: Request, env: { LARGE: Namespace }): Promise<Response> =>
    env.LARGE.get(env.LARGE.idFromName('large')).fetch(request),
};
