/**
 * Starts the engine's Web Worker from a page. Apart from the environment, which the worker has too: a bundler that
 * follows a worker into its script must not find the same worker there again. Turbopack never ends then.
 */
import type { Environment } from '../environment.js';
import { webPort } from '../worker/web-port.js';

export const openWorker: Environment['openWorker'] = (made) => {
  // bundlers know this form by sight
  const worker = (made ?? new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })) as Worker;
  return webPort(worker, () => worker.terminate());
};
