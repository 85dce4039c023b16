/** A component that searches, as a program would write it. */
import { createElement as h, StrictMode, useState } from 'react';
import type { WeaviateClient } from 'weavelet';
import { type ClientOrPromise, useCollection, useProgress, useSearch } from 'weavelet/react';

function Search({ client }: { client: Promise<WeaviateClient> | undefined }) {
  const [query, setQuery] = useState('');
  const { collection, status } = useCollection(client, 'Notes');
  const progress = useProgress(client as ClientOrPromise);
  const found = useSearch(collection, query, { search: 'bm25', debounce: 50, options: { limit: 5 } });
  return h(
    'main',
    null,
    h('input', { value: query, onChange: (event: { target: { value: string } }) => setQuery(event.target.value) }),
    h('output', null, `${status} ${found.status}${found.isStale ? ' stale' : ''}`),
    h(
      'ul',
      null,
      found.hits.map(({ uuid, properties }) => h('li', { key: uuid }, String(properties.text))),
    ),
    progress && h('progress', { value: progress.done, max: progress.total }),
  );
}

export const app = (client: Promise<WeaviateClient> | undefined) => h(StrictMode, null, h(Search, { client }));
