/** A collection as a retriever of LangChain.js, by shape: nothing of it is imported. */
import {
  closeness,
  type FoundObject,
  type Searchable,
  type SearchKind,
  type SearchOptions,
  search,
} from './searchable.js';

export type RetrieverOptions = {
  /** The property that holds a document's text. */
  content: string;
  /** Default `hybrid`. `bm25` needs no vectorizer. */
  search?: SearchKind;
  /** How many documents. Default 4. */
  limit?: number;
  /** Further options of the search, such as `filters` or `returnProperties`. */
  options?: SearchOptions;
};

export type RetrievedDocument = { id: string; pageContent: string; metadata: Record<string, unknown> };

type Config = { signal?: AbortSignal };

/** What chains call. */
export interface Retriever {
  readonly lc_runnable: true;
  readonly lc_namespace: string[];
  invoke(query: string, config?: Config): Promise<RetrievedDocument[]>;
  batch(queries: string[], config?: Config | Config[]): Promise<RetrievedDocument[][]>;
  stream(query: string, config?: Config): Promise<AsyncGenerator<RetrievedDocument[]>>;
  transform(queries: AsyncIterable<string>, config?: Config): AsyncGenerator<RetrievedDocument[]>;
  getName(): string;
}

/** Makes a retriever: `RunnableSequence.from([asRetriever(…), …])`, or by itself. */
export function asRetriever(collection: Searchable, retriever: RetrieverOptions): Retriever {
  const { content, search: kind = 'hybrid', limit = 4, options } = retriever;
  const document = (found: FoundObject): RetrievedDocument => {
    const { [content]: text, ...rest } = found.properties as Record<string, unknown>;
    return { id: found.uuid, pageContent: String(text ?? ''), metadata: { ...rest, ...closeness(found, kind) } };
  };
  const invoke: Retriever['invoke'] = async (query, config) =>
    (await search(collection, kind, query, { ...options, limit }, config?.signal)).map(document);
  return {
    lc_runnable: true,
    lc_namespace: ['weavelet', 'retrievers'],
    invoke,
    batch: (queries, config) =>
      Promise.all(queries.map((query, i) => invoke(query, Array.isArray(config) ? config[i] : config))),
    async stream(query, config) {
      return this.transform(only(query), config);
    },
    async *transform(queries, config) {
      let whole = '';
      for await (const part of queries) whole += part;
      yield await invoke(whole, config);
    },
    getName: () => 'WeaveletRetriever',
  };
}

async function* only(query: string): AsyncGenerator<string> {
  yield query;
}
