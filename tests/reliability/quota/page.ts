/** What the quota harness calls in a page. */
import { connectToLocal } from 'weavelet';
import { explain } from '../lib/failures.js';
import { exercise, type Remedy } from './exercise.js';

declare const giveRoom: () => Promise<void>;

const quotaPage = {
  /** How many objects fitted, or what is wrong. */
  run: (storage: string, remedy: Remedy, size: number): Promise<number | string> =>
    exercise({ open: () => connectToLocal({ storage }), remedy, giveRoom: () => giveRoom(), size }).catch(explain),
};
export type QuotaPage = typeof quotaPage;
Object.assign(globalThis, { quotaPage });
