// What a search costs where there is next to nothing to search: ten documents, everything else is the way there and
// back.
import weavelet, { configure, dataType } from 'weavelet';
import { median } from './lib/median.mjs';

const CALLS = 1000;
const ROUNDS = 15;

const client = await weavelet.connectToLocal({ storage: 'memory' });
const collection = await client.collections.create({
  name: 'Documents',
  properties: [{ name: 'text', dataType: dataType.TEXT }],
  vectorizers: [configure.vectors.selfProvided({ name: 'own' })],
});
const document = (_, i) => ({ properties: { text: `document number ${i}` }, vectors: { own: [i, 1, 0, 1] } });
await collection.data.insertMany(Array.from({ length: 10 }, document));

const searches = {
  nearVector: () => collection.query.nearVector([1, 2, 3, 4], { limit: 10 }),
  bm25: () => collection.query.bm25('number', { limit: 10 }),
  fetchObjects: () => collection.query.fetchObjects({ limit: 10 }),
};
const times = Object.fromEntries(Object.keys(searches).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, search] of Object.entries(searches)) {
    const since = performance.now();
    for (let i = 0; i < CALLS; i++) {
      const { objects } = await search();
      if (objects.length !== 10) throw new Error(`${name} found ${objects.length} of 10`);
    }
    times[name].push((performance.now() - since) / CALLS);
  }
}
for (const [name, all] of Object.entries(times))
  console.log(`${name.padEnd(13)} ${median(all).toFixed(3)} ms, ten hits`);
for (const [what, all] of Object.entries(times)) {
  console.log(
    JSON.stringify({
      bench: 'nothing',
      where: `Node ${process.version}`,
      what,
      ms: median(all),
      least: Math.min(...all),
    }),
  );
}
await client.close();
