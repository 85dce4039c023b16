/** Starts workers: the package's own once per process, and those that a program makes. */
import { environment } from '../environment.js';
import type { Host } from '../host.js';
import type { WorkerOptions } from '../types/client.js';
import type { Port } from './port.js';
import { WorkerHost } from './remote.js';

const MAX_WORKERS = 64;

/** The package's own workers, by how many share the vectors. */
const own = new Map<number, WorkerHost>();

/** @throws Error where there are no workers. */
function start(count: number, create?: () => object): WorkerHost {
  const { openWorker } = environment();
  if (!openWorker) throw new Error('worker: this environment has no Web Workers; connect without the option');
  const ports = Array.from({ length: count }, () => openWorker(create?.()));
  return new WorkerHost(ports as [Port, ...Port[]]);
}

/** The workers that a connection asks for. Connections to as many of the package's own share them, as they share stores. */
export function workerHost(worker: true | WorkerOptions): Host {
  const { count = 1, create } = worker === true ? {} : worker;
  if (!Number.isInteger(count) || count < 1 || count > MAX_WORKERS) {
    throw new Error(`worker: count is ${count}; it must be a whole number from 1 to ${MAX_WORKERS}`);
  }
  if (create) return start(count, create);
  const known = own.get(count);
  if (known?.isAlive) return known;
  const host = start(count);
  own.set(count, host);
  return host;
}
