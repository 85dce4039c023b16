import { useEffect, useState } from 'react';
import { belongsTo, type Client, type ClientOrPromise } from './collection.js';

/** Connecting, then there or not; `error` holds why connecting failed. */
export type CollectionState<T> =
  | { status: 'connecting'; collection: undefined; error: undefined }
  | { status: 'ready' | 'missing'; collection: T; error: undefined }
  | { status: 'error'; collection: undefined; error: unknown };

const CONNECTING = { status: 'connecting', collection: undefined, error: undefined } as const;

/**
 * A collection of a client by its name. `missing`: it has not been created. Follows when it is, here or in another tab.
 * On the server, and until the page has hydrated, it is `connecting`.
 */
export function useCollection<C extends Client>(
  client: ClientOrPromise<C>,
  name: string,
): CollectionState<ReturnType<C['collections']['use']>> {
  type Handle = ReturnType<C['collections']['use']>;
  const [state, setState] = useState<CollectionState<Handle>>(CONNECTING);
  useEffect(() => {
    setState(CONNECTING);
    let live = true;
    let stop: (() => void) | undefined;
    const show = (next: CollectionState<Handle>) => live && setState(next);
    const begin = async () => {
      const connected = await client;
      if (!connected || !live) return;
      const collection = belongsTo(connected.collections.use(name) as object, connected) as Handle;
      const look = async () => {
        const status = (await connected.collections.exists(name)) ? 'ready' : 'missing';
        // an unchanged answer is no news: nothing is drawn again for it
        if (live) setState((old) => (old.status === status ? old : { status, collection, error: undefined }));
      };
      stop = connected.on('change', () => void look().catch(() => undefined));
      if (!live) stop();
      await look();
    };
    begin().catch((error: unknown) => show({ status: 'error', collection: undefined, error }));
    return () => {
      live = false;
      stop?.();
    };
  }, [client, name]);
  return state;
}
