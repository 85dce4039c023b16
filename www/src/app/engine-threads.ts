/** The engine's threads, which tell the page what they fetch: it cannot see that by itself. */
export type Traffic = { bytes: number; requests: number };

/** One channel per visit, so that tabs do not count each other's traffic. */
const CHANNEL = `weavelet-traffic-${crypto.randomUUID()}`;
const listeners = new Set<(traffic: Traffic) => void>();

new BroadcastChannel(CHANNEL).addEventListener('message', ({ data }: MessageEvent<Traffic>) => {
  for (const listener of listeners) listener(data);
});

export const onThreadTraffic = (listener: (traffic: Traffic) => void): void => void listeners.add(listener);

export const engineWorker = (): Worker =>
  new Worker(new URL('./engine-worker.ts', import.meta.url), { type: 'module', name: CHANNEL });

let first: Worker | undefined;

/** The thread of the engine that searches the passages: started ahead of everything that will ask it. */
export function firstWorker(): Worker {
  first ??= engineWorker();
  return first;
}
