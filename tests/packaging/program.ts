/** What every project runs: the tutorial's second option, in this thread and, where there are any, in a worker. */
import weavelet from 'weavelet';
import { toyEmbeddings } from '../../pkg/examples/toy-embeddings.js';
import { type Found, option2 } from '../../pkg/examples/tutorial.js';

export type Result = { thread: Found; worker?: Found };

async function search(options: { storage?: string | object; worker?: boolean }): Promise<Found> {
  const client = await weavelet.connectToLocal({ storage: 'memory', ...options });
  try {
    return await option2(client, { embed: toyEmbeddings });
  } finally {
    await client.close();
  }
}

export const searchHere = async (storage?: object): Promise<Result> => ({
  thread: await search(storage ? { storage } : {}),
});

export async function searchEverywhere(): Promise<Result> {
  return { thread: await search({}), worker: await search({ worker: true }) };
}
