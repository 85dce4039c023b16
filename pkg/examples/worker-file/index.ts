/**
 * Search in a Cloudflare Worker that stores nothing: it reads an index file, made beforehand by `weavelet build` or
 * `collection.save()` and put into a bucket (`npx wrangler r2 object put weavelet-example/notes.wvlt --file notes.wvlt`).
 * `GET /?q=WORDS` searches it. Start it with `npx wrangler dev` in this folder.
 */
import weavelet, { type Collection } from 'weavelet/workers';
import { toyEmbeddings } from '../toy-embeddings.ts';

type Stored = { arrayBuffer(): Promise<ArrayBuffer> };
type Env = { FILES: { get(key: string): Promise<Stored | null> } };

const FILE = 'notes.wvlt';

/** The opened file, which stays while the Worker is in memory. */
let notes: Collection | undefined;

async function open({ FILES }: Env): Promise<Collection> {
  const file = await FILES.get(FILE);
  if (!file) throw new Error(`the bucket has no ${FILE}`);
  const client = await weavelet.connectToLocal({ storage: 'memory' });
  const opened = await client.open(new Uint8Array(await file.arrayBuffer()));
  await opened.loaded;
  return opened;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const query = new URL(request.url).searchParams.get('q');
    if (!query) return new Response('GET /?q=WORDS', { status: 404 });
    // Two first requests both open it: one must not wait for what another request reads.
    notes ??= await open(env);
    const vector = { tokens: toyEmbeddings(query) };
    const { objects } = await notes.query.hybrid(query, { vector, limit: 5, returnMetadata: ['score'] });
    return Response.json(
      objects.map(({ properties, metadata }) => ({ text: properties.text, score: metadata?.score })),
    );
  },
};
