/** A search over a collection whose shape is only known when it is there: the visitor's own, or an opened file's. */
import type { Collection, LabelledVectors, Properties } from 'weavelet';

export type OwnHit = { id: string; title: string; text: string; score: number };
export type OwnFound = { mode: 'BM25' | 'MaxSim'; ms: number; hits: OwnHit[] };

const LIMIT = 10;

/** The texts of an object: `title` if it has one, and all others. */
function shown(properties: Record<string, unknown>): { title: string; text: string } {
  const texts = Object.entries(properties).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const title = texts.find(([name]) => name === 'title')?.[1] ?? texts[0]?.[1] ?? '';
  const text = texts.find(([name]) => name === 'text')?.[1] ?? texts[1]?.[1] ?? '';
  return { title, text };
}

/** A query's vectors, and the collection's vector that they can be compared with. */
export type EmbeddedQuery = { target: string; vectors: LabelledVectors | number[][] };

/** By token vectors where the query has them; else by words, as they are typed. */
export async function searchOwn(
  collection: Collection<Properties>,
  query: string,
  embedded?: EmbeddedQuery,
): Promise<OwnFound> {
  const started = performance.now();
  const { objects } = embedded
    ? await collection.query.nearVector(embedded.vectors, {
        targetVector: embedded.target,
        limit: LIMIT,
        returnMetadata: ['distance'],
      })
    : await collection.query.bm25(query, { asYouType: true, limit: LIMIT, returnMetadata: ['score'] });
  const ms = performance.now() - started;
  const hits = objects.map(({ uuid, properties, metadata }) => ({
    id: uuid,
    ...shown(properties),
    score: embedded ? -(metadata?.distance ?? 0) : (metadata?.score ?? 0),
  }));
  return { mode: embedded ? 'MaxSim' : 'BM25', ms, hits };
}
