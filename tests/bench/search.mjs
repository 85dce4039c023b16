// How long import and searches take on the English test collection: 1,369 texts, 125,727 token vectors.
import weavelet, { configure, dataType, generateUuid5 } from 'weavelet';
import { readCollection } from '../quality/collection.mjs';

const BATCH = 100;
const set = readCollection('en-faq');
const client = await weavelet.connectToLocal({ storage: 'memory' });
const collection = await client.collections.create({
  name: 'Documents',
  properties: [{ name: 'text', dataType: dataType.TEXT }],
  vectorizers: [configure.multiVectors.selfProvided({ name: 'tokens' })],
});

const started = performance.now();
for (let i = 0; i < set.documents.length; i += BATCH) {
  const objects = set.documents.slice(i, i + BATCH).map(({ id, text }, j) => ({
    id: generateUuid5(id),
    properties: { text },
    vectors: { tokens: set.documentVectors[i + j] },
  }));
  const { hasErrors, errors } = await collection.data.insertMany(objects);
  if (hasErrors) throw new Error(Object.values(errors)[0].message);
}
const seconds = (performance.now() - started) / 1000;
console.log(`import      ${seconds.toFixed(2)} s, ${Math.round(set.documents.length / seconds)} texts/s, in memory`);

const options = { limit: 10, targetVector: 'tokens' };
const searches = {
  nearVector: (_, vector) => collection.query.nearVector(vector, options),
  bm25: (text) => collection.query.bm25(text, { limit: 10 }),
  hybrid: (text, vector) => collection.query.hybrid(text, { ...options, vector }),
};
for (const [name, search] of Object.entries(searches)) {
  const times = [];
  for (const [i, { text }] of set.queries.entries()) {
    const before = performance.now();
    await search(text, set.queryVectors[i]);
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  const at = (share) => `${times[Math.floor(share * (times.length - 1))].toFixed(2)} ms`;
  console.log(`${name.padEnd(11)} p50 ${at(0.5)}, p95 ${at(0.95)}, ${times.length} queries`);
}
await client.close();
