/** The package's worker, and an account of what this thread fetches. */
import 'weavelet/worker';
import type { Traffic } from './engine-threads.js';

const scope = self as typeof self & { accounted?: true };

// one account per thread: WebKit evaluates this script once more where a chunk imports from it
if (!scope.accounted) {
  scope.accounted = true;
  const channel = new BroadcastChannel(scope.name);
  new PerformanceObserver((list) => {
    const entries = list.getEntries() as PerformanceResourceTiming[];
    const bytes = entries.reduce((sum, { transferSize }) => sum + transferSize, 0);
    channel.postMessage({ bytes, requests: entries.length } satisfies Traffic);
  }).observe({ type: 'resource', buffered: true });
}
