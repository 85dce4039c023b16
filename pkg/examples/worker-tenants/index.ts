/**
 * Search for many customers in a Cloudflare Worker: one Durable Object per tenant, each with an engine of its own.
 * `POST /TENANT` takes a list of `{ id, text }`, `GET /TENANT?q=WORDS` searches them. A Worker in use would first check
 * who asks. Start it with `npx wrangler dev` in this folder.
 */
import { configure, connectToObjects, dataType, generateUuid5, type WeaviateClient } from 'weavelet/workers';
import { toyEmbeddings } from '../toy-embeddings.ts';

// The runtime makes the objects from this class.
export { WeaveletObject } from 'weavelet/workers';

type Env = { OBJECTS: { idFromName(name: string): unknown; get(id: never): unknown } };
type Note = { id: string; text: string };

const NAME = 'Notes';

/** Made with the first request; it holds no connection, only what it knows of the schema. */
let client: WeaviateClient | undefined;

async function notes(env: Env, tenant: string) {
  client ??= await connectToObjects({ namespace: env.OBJECTS });
  return client.collections.use(NAME).withTenant(tenant);
}

async function add(env: Env, tenant: string, given: Note[]): Promise<object> {
  const collection = await notes(env, tenant);
  if (!(await collection.exists())) {
    await client?.collections.create({
      name: NAME,
      multiTenancy: configure.multiTenancy({ enabled: true, autoTenantCreation: true }),
      properties: [{ name: 'text', dataType: dataType.TEXT }],
      vectorizers: configure.multiVectors.selfProvided({ name: 'tokens' }),
    });
  }
  const { uuids, errors } = await collection.data.insertMany(
    given.map(({ id, text }) => ({
      id: generateUuid5(id),
      properties: { text },
      vectors: { tokens: toyEmbeddings(text) },
    })),
  );
  return { stored: Object.keys(uuids).length, errors: Object.values(errors).map(({ message }) => message) };
}

async function search(env: Env, tenant: string, query: string): Promise<object> {
  const collection = await notes(env, tenant);
  const { objects } = await collection.query.hybrid(query, {
    vector: { tokens: toyEmbeddings(query) },
    limit: 5,
    returnMetadata: ['score'],
  });
  return objects.map(({ properties, metadata }) => ({ text: properties.text, score: metadata?.score }));
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const tenant = decodeURIComponent(pathname.slice(1));
    const query = searchParams.get('q');
    if (tenant && request.method === 'POST') return Response.json(await add(env, tenant, await request.json()));
    if (tenant && query) return Response.json(await search(env, tenant, query));
    return new Response('POST /TENANT or GET /TENANT?q=WORDS', { status: 404 });
  },
};
