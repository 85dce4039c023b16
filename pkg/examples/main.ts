/**
 * Runs the tutorial in Node (22.18 or later runs TypeScript as it is), Deno or Bun: `node examples/main.ts`.
 * Option 1 needs a key for Jina in JINAAI_API_KEY, or the files of a local encoder in the folder ENCODER;
 * JINAAI_BASE_URL names another address than Jina's own.
 */
import weavelet from 'weavelet';
import { createEncoder } from 'weavelet/encoder';
import { localOption1 } from './local.ts';
import { toyEmbeddings } from './toy-embeddings.ts';
import { option1, option2 } from './tutorial.ts';

const { JINAAI_API_KEY: key, JINAAI_BASE_URL: baseURL, ENCODER: files } = process.env;

/** Asks Jina for the token vectors of a text, as the tutorial does. */
async function jinaEmbeddings(text: string): Promise<number[][]> {
  const response = await fetch(`${baseURL ?? 'https://api.jina.ai'}/v1/multi-vector`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
    body: JSON.stringify({ input: [text], model: 'jina-colbert-v2', embedding_type: 'float', dimensions: 128 }),
  });
  if (!response.ok) throw new Error(`Jina answered ${response.status}: ${await response.text()}`);
  const { data } = (await response.json()) as { data: { embeddings: number[][] }[] };
  return data[0]?.embeddings ?? [];
}

if (files) {
  const encoder = createEncoder({ files });
  await localOption1(encoder, { log: console.log });
  await encoder.close();
}
const client = await weavelet.connectToLocal(key ? { headers: { 'X-JinaAI-Api-Key': key } } : {});
if (key) await option1(client, { embed: jinaEmbeddings, baseURL, log: console.log });
else if (!files) console.log('option 1 is left out: no key for Jina in JINAAI_API_KEY, no encoder in ENCODER');
await option2(client, { embed: toyEmbeddings, log: console.log });
await client.close();
