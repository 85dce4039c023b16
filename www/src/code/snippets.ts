/** Programs that are shown whole. */
const worker = `import weavelet from 'weavelet/workers';

let passages; // stays while the Worker is in memory

async function open({ FILES }) {
  const file = await FILES.get('passages.wvlt'); // an R2 bucket
  const client = await weavelet.connectToLocal({ storage: 'memory' });
  const opened = await client.open(new Uint8Array(await file.arrayBuffer()));
  await opened.loaded;
  return opened;
}

export default {
  async fetch(request, env) {
    const query = new URL(request.url).searchParams.get('q');
    if (!query) return new Response('GET /?q=WORDS', { status: 404 });
    passages ??= await open(env);
    const { objects } = await passages.query.bm25(query, {
      queryProperties: ['title^2', 'text'],
      limit: 5,
      returnMetadata: ['score'],
    });
    return Response.json(objects.map(({ properties, metadata }) => ({ ...properties, score: metadata.score })));
  },
};`;

const page = `import weavelet from 'weavelet';

const client = await weavelet.connectToLocal({ worker: true }); // data in IndexedDB, the engine in a worker
const passages = await client.open('passages.wvlt');
const { objects } = await passages.query.bm25('moon', { asYouType: true, limit: 5 });`;

const data = `# docs.jsonl: { "properties": { "title": …, "text": … } } a line; vectors beside it, row-major
npx weavelet build docs.jsonl --schema schema.json \\
  --vectors vectors.i8 --offsets offsets.u32 --dimensions 128 --out passages.wvlt`;

const weaviate = `import weaviate from 'weaviate-client'; // the one line that changes

const client = await weaviate.connectToLocal();
const passages = client.collections.use('Passages');
const { objects } = await passages.query.bm25('moon', { limit: 5 });`;

export const SNIPPETS = { worker, page, data, weaviate };
export type SnippetName = keyof typeof SNIPPETS;
