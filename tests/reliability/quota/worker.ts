/** Exercises a store in the private file system, which only workers can use. */
import { connectToLocal } from 'weavelet';
import { OpfsStorage } from 'weavelet/browser';
import { explain } from '../lib/failures.js';
import { exercise, type Remedy } from './exercise.js';

/** What the page says: how to begin, or that there is more room now. */
export type ToWorker = { remedy: Remedy; size: number } | 'more room';
/** What the worker says: that it wants more room, and at the end how many objects fitted, or what is wrong. */
export type FromWorker = 'more room' | { result: number | string };

const say = (message: FromWorker): void => postMessage(message);

const giveRoom = (): Promise<void> =>
  new Promise((given) => {
    addEventListener('message', () => given(), { once: true });
    say('more room');
  });

addEventListener(
  'message',
  async ({ data: { remedy, size } }: MessageEvent<Exclude<ToWorker, string>>) => {
    const open = () => connectToLocal({ storage: new OpfsStorage(globalThis) });
    say({ result: await exercise({ open, remedy, giveRoom, size }).catch(explain) });
  },
  { once: true },
);
