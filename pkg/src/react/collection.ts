/** What hooks ask of a client and of a collection, by their shape. */

export type ChangeEvents = {
  on(event: 'change', listener: (change: { origin: string }) => void): () => void;
  on(event: 'progress', listener: (progress: Progress) => void): () => void;
};
export type Progress = { phase: string; done: number; total: number };

/** A weavelet client. */
export type Client = ChangeEvents & {
  collections: { use(name: string): unknown; exists(name: string): Promise<boolean> };
};
/** A client, or one that is being connected to; undefined before a program has begun to. */
export type ClientOrPromise<C extends Client = Client> = C | Promise<C> | undefined;

export type Found<H> = { objects: H[] };
type Call = (query: never, options?: never, callOptions?: { abortSignal?: AbortSignal }) => Promise<Found<unknown>>;

/** A collection that can be searched. */
export type Searchable = { query: { bm25: Call; hybrid: Call; nearText: Call; nearVector: Call } };

/** An object as a collection's searches give it. */
export type HitOf<C extends Searchable> = C extends {
  query: { fetchObjects(...args: never[]): Promise<{ objects: (infer H)[] }> };
}
  ? H
  : { uuid: string; properties: Record<string, unknown> };

const clients = new WeakMap<object, ChangeEvents>();

/** Remembers whose collection this is, so that searches in it hear of changes. */
export function belongsTo<C extends object>(collection: C, client: ChangeEvents): C {
  clients.set(collection, client);
  return collection;
}

/** The client of a collection that {@link belongsTo} has seen. */
export const clientOf = (collection: object): ChangeEvents | undefined => clients.get(collection);
