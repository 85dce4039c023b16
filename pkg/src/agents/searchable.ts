/** What is asked of a collection, by its shape: weavelet's and those of Weaviate's own client have it. */

export type SearchOptions = Record<string, unknown>;
export type FoundObject = {
  uuid: string;
  properties: unknown;
  metadata?: { score?: number; distance?: number; certainty?: number };
};
type Call = (query: never, options?: never, callOptions?: { abortSignal?: AbortSignal }) => Promise<unknown>;

/** A collection that can be searched by text. */
export type Searchable = {
  name: unknown;
  query: { bm25: Call; hybrid: Call; nearText: Call };
};

/** Which of Weaviate's searches a text goes to. `nearText` and `hybrid` embed it: that takes a vectorizer. */
export type SearchKind = 'bm25' | 'hybrid' | 'nearText';

type Found = { objects: FoundObject[] };

/** Searches by text. */
export async function search(
  collection: Searchable,
  kind: SearchKind,
  query: string,
  options: SearchOptions,
  signal?: AbortSignal,
): Promise<FoundObject[]> {
  signal?.throwIfAborted();
  const call = collection.query[kind] as unknown as (
    query: string,
    options: SearchOptions,
    callOptions: { abortSignal?: AbortSignal },
  ) => Promise<Found>;
  const { objects } = await call(query, { returnMetadata: ['score', 'distance'], ...options }, { abortSignal: signal });
  return objects;
}

/** How near a hit is, in the measure that its search gives. */
export function closeness({ metadata }: FoundObject, kind: SearchKind): { score?: number; distance?: number } {
  return kind === 'nearText' ? { distance: metadata?.distance } : { score: metadata?.score };
}
