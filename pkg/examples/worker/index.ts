/**
 * The tutorial in a Cloudflare Worker: one Durable Object holds the index and answers searches.
 * `POST /import` runs option 2, `GET /search` repeats its searches over what is stored.
 * Start it with `npx wrangler dev` in this folder.
 */
import weavelet, { type WeaviateClient } from 'weavelet';
import { toyEmbeddings } from '../toy-embeddings.ts';
import { option2, searchOption2 } from '../tutorial.ts';

type State = { storage: object };
type Stub = { fetch(request: Request): Promise<Response> };
type Env = { INDEX: { idFromName(name: string): unknown; get(id: unknown): Stub } };

/** One index: its data live in the object's own storage and survive it. */
export class SearchIndex {
  readonly #state: State;
  #client: Promise<WeaviateClient> | undefined;

  constructor(state: State) {
    this.#state = state;
  }

  async fetch(request: Request): Promise<Response> {
    // The engine starts with the first request and stays while the object is in memory.
    this.#client ??= weavelet.connectToLocal({ storage: this.#state.storage });
    const client = await this.#client;
    const { pathname } = new URL(request.url);
    if (request.method === 'POST' && pathname === '/import') {
      return Response.json(await option2(client, { embed: toyEmbeddings }));
    }
    if (request.method === 'GET' && pathname === '/search') {
      return Response.json(await searchOption2(client, { embed: toyEmbeddings }));
    }
    return new Response('POST /import or GET /search', { status: 404 });
  }
}

export default {
  fetch(request: Request, env: Env): Promise<Response> {
    return env.INDEX.get(env.INDEX.idFromName('tutorial')).fetch(request);
  },
};
