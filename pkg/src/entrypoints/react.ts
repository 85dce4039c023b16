/**
 * Hooks for React 18 and 19.
 * @module weavelet/react
 */
export type { Client, ClientOrPromise, Progress } from '../react/collection.js';
export { type CollectionState, useCollection } from '../react/use-collection.js';
export { useProgress } from '../react/use-progress.js';
export { type SearchQuery, type SearchState, type UseSearchOptions, useSearch } from '../react/use-search.js';
