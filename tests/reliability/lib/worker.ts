/** A Durable Object that holds batches: `/STORE/write?durability=…&batch=…` and `/STORE/look`. */
import { connectToLocal, type WeaviateClient } from 'weavelet';
import { look, writeBatches } from './batches.js';
import { explain, reasonOf } from './failures.js';
import type { Durability, Look } from './places.js';

type Namespace = {
  idFromName(name: string): unknown;
  get(id: unknown): { fetch(request: Request): Promise<Response> };
};

export class Store {
  readonly #storage: object;
  #client: Promise<WeaviateClient> | undefined;

  constructor(state: { storage: object }) {
    this.#storage = state.storage;
  }

  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const durability = (searchParams.get('durability') ?? 'strict') as Durability;
    try {
      this.#client ??= connectToLocal({ storage: this.#storage, durability });
      const client = await this.#client;
      if (pathname.endsWith('/look')) return Response.json((await look(client)) satisfies Look);
      await writeBatches(client, Number(searchParams.get('batch')), async () => undefined, 1);
      return new Response('stored');
    } catch (error) {
      const refused = reasonOf(error);
      const answer: Look = refused ? { refused } : { batches: [], wrong: [explain(error)] };
      return Response.json(answer, { status: 500 });
    }
  }
}

export default {
  fetch(request: Request, env: { STORES: Namespace }): Promise<Response> {
    const name = new URL(request.url).pathname.split('/')[1] ?? '';
    return env.STORES.get(env.STORES.idFromName(name)).fetch(request);
  },
};
