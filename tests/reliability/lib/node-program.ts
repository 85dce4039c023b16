/** Writes or looks at batches in Node: `node-program write|look STORE DURABILITY FROM`, data in PERSISTENCE_DATA_PATH. */
import { writeSync } from 'node:fs';
import { connectToLocal } from 'weavelet';
import { look, writeBatches } from './batches.js';
import { explain, reasonOf } from './failures.js';
import type { Durability, Look } from './places.js';

const [action, storage, durability, from] = process.argv.slice(2) as [string, string, Durability, string];
const say = (line: unknown) => writeSync(1, `${JSON.stringify(line)}\n`);

try {
  const client = await connectToLocal({ storage, durability });
  if (action === 'write') await writeBatches(client, Number(from), async (batch) => say(batch));
  else say((await look(client)) satisfies Look);
  await client.close();
} catch (error) {
  const refused = reasonOf(error);
  say(refused ? { refused } : { batches: [], wrong: [explain(error)] });
}
