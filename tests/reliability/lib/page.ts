/** What the harnesses call in a page. */
import { connectToLocal } from 'weavelet';
import { look, writeBatches } from './batches.js';
import { explain, reasonOf } from './failures.js';
import type { Durability, Look } from './places.js';

const post = async (name: string, value: unknown): Promise<void> => {
  const { ok } = await fetch(`event?${name}=${encodeURIComponent(String(value))}`, { method: 'POST' });
  if (!ok) throw new Error('nobody listens');
};

const reliabilityPage = {
  /** Writes batches for ever. */
  async write(store: string, durability: Durability, from: number): Promise<void> {
    try {
      const client = await connectToLocal({ storage: store, durability });
      await writeBatches(client, from, (batch) => post('batch', batch));
    } catch (error) {
      await post('error', explain(error));
    }
  },
  async look(store: string): Promise<Look> {
    try {
      const client = await connectToLocal({ storage: store });
      const seen = await look(client);
      await client.close();
      return seen;
    } catch (error) {
      const reason = reasonOf(error);
      return reason ? { refused: reason } : { batches: [], wrong: [explain(error)] };
    }
  },
};
export type ReliabilityPage = typeof reliabilityPage;
Object.assign(globalThis, { reliabilityPage });
