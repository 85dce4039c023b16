/** Starts workers and passes calls on to them. */
import { OpfsStorage } from '../../pkg/src/storage/opfs.js';

const workers: Worker[] = [];
let calls = 0;

const opfsPage = {
  /** The number of a new worker. */
  start: () => workers.push(new Worker('worker.js', { type: 'module' })) - 1,
  stop: (worker: number) => workers[worker]!.terminate(),
  call: (worker: number, call: string, args: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      const id = calls++;
      const listen = ({ data }: MessageEvent) => {
        if (data.id !== id) return;
        workers[worker]!.removeEventListener('message', listen);
        if ('error' in data) reject(new Error(data.error));
        else resolve(data.result);
      };
      workers[worker]!.addEventListener('message', listen);
      workers[worker]!.postMessage({ id, call, args });
    }),
  /** What opening in a page, or without a private file system, fails with. */
  elsewhere: (name: string, without: boolean) =>
    new OpfsStorage(without ? {} : globalThis).open(name).then(
      () => 'nothing thrown',
      (error) => error.failure ?? String(error),
    ),
};
export type OpfsPage = typeof opfsPage;
Object.assign(globalThis, { opfsPage });
