/** What the quota harness calls in a page. */
import { connectToLocal } from 'weavelet';
import { explain } from '../lib/failures.js';
import { exercise, type Remedy } from './exercise.js';
import type { FromWorker, ToWorker } from './worker.js';

declare const giveRoom: () => Promise<void>;

const quotaPage = {
  /** How many objects fitted, or what is wrong. */
  run: (remedy: Remedy, size: number): Promise<number | string> =>
    exercise({ open: () => connectToLocal({ storage: 'full' }), remedy, giveRoom: () => giveRoom(), size }).catch(
      explain,
    ),
  /** The same in a worker, over the private file system. */
  runInFiles: (remedy: Remedy, size: number): Promise<number | string> =>
    new Promise((resolve, reject) => {
      const worker = new Worker('worker.js', { type: 'module' });
      const say = (message: ToWorker) => worker.postMessage(message);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.onmessage = async ({ data }: MessageEvent<FromWorker>) => {
        if (data !== 'more room') return resolve(data.result);
        await giveRoom();
        return say('more room');
      };
      say({ remedy, size });
    }),
};
export type QuotaPage = typeof quotaPage;
Object.assign(globalThis, { quotaPage });
