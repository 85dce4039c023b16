/** Starts workers: the package's own once per process, and those that a program made. */
import { environment } from '../environment.js';
import type { Host } from '../host.js';
import { WorkerHost } from './remote.js';

let own: WorkerHost | undefined;

/** @throws Error where there are no workers. */
function start(made?: object): WorkerHost {
  const { openWorker } = environment();
  if (!openWorker) throw new Error('worker: this environment has no Web Workers; connect without the option');
  return new WorkerHost(openWorker(made));
}

/** The worker that a connection asks for. Connections with `true` share one, as they share stores. */
export function workerHost(worker: true | object | (() => object)): Host {
  if (worker !== true) return start(typeof worker === 'function' ? (worker as () => object)() : worker);
  if (!own?.isAlive) own = start();
  return own;
}
