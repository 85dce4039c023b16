import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type ChangeEvents, clientOf, type Found, type HitOf, type Searchable } from './collection.js';

/** A text, a vector or multi-vector, or a search of one's own; keep a function's identity with `useCallback`. */
export type SearchQuery<C extends Searchable> =
  | string
  | number[]
  | number[][]
  | Float32Array
  | Float32Array[]
  | ((collection: C, signal: AbortSignal) => Promise<Found<HitOf<C>>>);

export type UseSearchOptions = {
  /** Which search a text goes to. Default `hybrid`, which takes a vectorizer; `bm25` takes none. */
  search?: 'bm25' | 'hybrid' | 'nearText';
  /** Milliseconds without a change before a search is made; the first is made at once. Default 150. */
  debounce?: number;
  /** Search again when objects change, here or in another tab. Default true. */
  live?: boolean;
  /** Whose changes to listen to, for a collection that does not come from `useCollection`. */
  client?: ChangeEvents;
  /** `false` makes no search and keeps what is shown. */
  enabled?: boolean;
  /** The search's own options: `limit`, `filters`, `returnMetadata` … Plain data, compared by content. */
  options?: Record<string, unknown>;
};

export type SearchState<H> = {
  /** Hits of the last search that has ended; while another one runs they stay. */
  hits: H[];
  /** `idle`: nothing was asked for. */
  status: 'idle' | 'loading' | 'ready' | 'error';
  /** Why the last search failed. */
  error: unknown;
  /** Whether the hits are those of an earlier query. */
  isStale: boolean;
  /** Searches again. */
  refresh(): void;
};

type Shown<H> = Omit<SearchState<H>, 'refresh'>;

const isEmpty = (query: unknown) =>
  query === undefined ||
  query === null ||
  (typeof query === 'string' ? query.trim() === '' : (query as []).length === 0);

/** The call that a query means. */
function call<C extends Searchable>(
  collection: C,
  query: SearchQuery<C>,
  { search = 'hybrid', options = {} }: UseSearchOptions,
  signal: AbortSignal,
): Promise<Found<HitOf<C>>> {
  if (typeof query === 'function') return query(collection, signal);
  type Call = (query: unknown, options: unknown, call: { abortSignal: AbortSignal }) => Promise<Found<HitOf<C>>>;
  const run = collection.query[typeof query === 'string' ? search : 'nearVector'] as unknown as Call;
  return run(query, options, { abortSignal: signal });
}

/**
 * Searches a collection as a query changes. Old hits stay until new ones are there, a search that has become stale is
 * given up, and changes of the data bring a new one. On the server, and until the page has hydrated, it is `idle`.
 */
export function useSearch<C extends Searchable>(
  collection: C | undefined,
  query: SearchQuery<C>,
  options: UseSearchOptions = {},
): SearchState<HitOf<C>> {
  const { search, debounce = 150, live = true, enabled = true } = options;
  const [shown, setShown] = useState<Shown<HitOf<C>>>({ hits: [], status: 'idle', error: undefined, isStale: false });
  const [turn, setTurn] = useState(0);
  const refresh = useCallback(() => setTurn((n) => n + 1), []);
  const client = options.client ?? (collection && clientOf(collection));

  useEffect(() => (live && client ? client.on('change', refresh) : undefined), [live, client, refresh]);

  const settings = JSON.stringify([search, options.options]);
  const asked = typeof query === 'function' || isEmpty(query) ? query : JSON.stringify(query);
  // Queries and options are compared by content: who writes them inline makes new ones at every rendering. The two
  // texts stand for them.
  const request = useMemo(
    () => (collection && enabled ? { collection, query, options } : undefined),
    [collection, enabled, asked, settings],
  );
  const last = useRef<typeof request>(undefined);

  useEffect(() => {
    if (!request) return;
    if (typeof request.query !== 'function' && isEmpty(request.query)) {
      setShown({ hits: [], status: 'idle', error: undefined, isStale: false });
      last.current = undefined;
      return;
    }
    const isNew = last.current !== request;
    const wait = last.current === undefined ? 0 : debounce;
    last.current = request;
    const stop = new AbortController();
    setShown((old) => ({ ...old, status: 'loading', isStale: isNew && old.hits.length > 0 }));
    const run = async () => {
      try {
        const { objects } = await call(request.collection, request.query, request.options, stop.signal);
        if (!stop.signal.aborted) setShown({ hits: objects, status: 'ready', error: undefined, isStale: false });
      } catch (error) {
        if (!stop.signal.aborted) setShown((old) => ({ ...old, status: 'error', error, isStale: old.hits.length > 0 }));
      }
    };
    const timer = setTimeout(run, wait);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [request, turn, debounce]);

  return { ...shown, refresh };
}
