/** Reranking of a page of hits by the collection's reranker module. */
import { atBaseUrl, type Credentials, type Jina, jinaKey } from './embedder.js';

/** A hit with the text that the core read for the reranker. */
type RankedHit = { rerankText?: string; metadata: { rerankScore?: number } };
type Reply<H> = { objects: H[]; groups?: { objects: H[] }[] };
type JsonObject = { [key: string]: unknown };

/** The reranker among a collection's modules. */
function rerankerOf(schema: JsonObject): [string, Record<string, unknown>] | undefined {
  const modules = (schema.moduleConfig ?? {}) as Record<string, Record<string, unknown>>;
  return Object.entries(modules).find(([name]) => name.startsWith('reranker-'));
}

async function scores(
  schema: JsonObject,
  query: string,
  hits: RankedHit[],
  jina: Jina,
  credentials: Credentials,
  signal?: AbortSignal,
) {
  const reranker = rerankerOf(schema);
  if (!reranker) throw new Error(`no reranker is configured for collection ${String(schema.class)}`);
  const [name, settings] = reranker;
  if (name !== 'reranker-jinaai') throw new Error(`the reranker ${name} is not here: only reranker-jinaai is`);
  // the environment's key comes first here, unlike for embeddings
  const key = jinaKey({ env: credentials.env }) ?? jinaKey(credentials);
  if (!key) {
    throw new Error(
      'API Key: no api key found neither in request header: X-Jinaai-Api-Key nor in environment variable under JINAAI_APIKEY',
    );
  }
  return jina.rerank(
    atBaseUrl(settings, credentials),
    query,
    hits.map((hit) => hit.rerankText ?? ''),
    key,
    signal,
  );
}

/** Gives the hits their rerank scores and puts the best first. */
export async function rerank<H extends RankedHit, R extends Reply<H>>(
  reply: R,
  schema: JsonObject,
  query: string,
  jina: Jina,
  credentials: Credentials,
  signal?: AbortSignal,
): Promise<R> {
  const order = async (hits: H[]): Promise<H[]> => {
    if (hits.length === 0) return [];
    const found = await scores(schema, query, hits, jina, credentials, signal);
    hits.forEach((hit, i) => {
      delete hit.rerankText;
      hit.metadata.rerankScore = found[i] ?? 0;
    });
    return [...hits].sort((a, b) => (b.metadata.rerankScore ?? 0) - (a.metadata.rerankScore ?? 0));
  };
  if (!reply.groups) return { ...reply, objects: await order(reply.objects) };
  const groups: { objects: H[] }[] = [];
  for (const group of reply.groups) groups.push({ ...group, objects: await order(group.objects) });
  return { ...reply, groups };
}
