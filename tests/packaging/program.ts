/** What every project runs: the tutorial's second option, in this thread and in another one, or in other objects. */
import weavelet, { type WeaviateClient } from 'weavelet';
import { toyEmbeddings } from '../../pkg/examples/toy-embeddings.js';
import { type Found, option2 } from '../../pkg/examples/tutorial.js';

export type Result = { thread: Found; worker: Found };

/** What a client finds, which is closed then. */
export async function searchOver(connecting: Promise<WeaviateClient>): Promise<Found> {
  const client = await connecting;
  try {
    return await option2(client, { embed: toyEmbeddings });
  } finally {
    await client.close();
  }
}

export async function searchEverywhere(): Promise<Result> {
  const storage = 'memory';
  return {
    thread: await searchOver(weavelet.connectToLocal({ storage })),
    worker: await searchOver(weavelet.connectToLocal({ storage, worker: true })),
  };
}
