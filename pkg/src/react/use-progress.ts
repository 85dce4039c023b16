import { useEffect, useState } from 'react';
import type { ClientOrPromise, Progress } from './collection.js';

/**
 * How far what is under way has come: loading stored data, saving or copying an index file. Undefined when nothing is.
 */
export function useProgress(client: ClientOrPromise): Progress | undefined {
  const [progress, setProgress] = useState<Progress>();
  useEffect(() => {
    let live = true;
    let stop: (() => void) | undefined;
    const begin = async () => {
      const connected = await client;
      if (!connected || !live) return;
      stop = connected.on('progress', (now) => setProgress(now.done < now.total ? now : undefined));
    };
    // who made the client hears of a failure
    begin().catch(() => undefined);
    return () => {
      live = false;
      stop?.();
      setProgress(undefined);
    };
  }, [client]);
  return progress;
}
