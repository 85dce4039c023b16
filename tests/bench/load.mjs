// How long a collection takes from the caller's values to being searchable, by the form of the vectors: so many
// documents of 180 token vectors with 128 numbers each, storage in memory.
//   node tests/bench/load.mjs [DOCUMENTS [ROUNDS]]
import weavelet, { configure } from 'weavelet';
import { median } from './lib/median.mjs';

const DOCUMENTS = Number(process.argv[2] ?? 10_000);
const ROUNDS = Number(process.argv[3] ?? 3);
const [TOKENS, DIMENSIONS] = [180, 128];
const BATCH = 100;

const noise = Float32Array.from({ length: 1 << 20 }, () => Math.random() - 0.5);
const flat = (number) => {
  const at = (number * 4099) % (noise.length - TOKENS * DIMENSIONS);
  return noise.subarray(at, at + TOKENS * DIMENSIONS);
};
const rows = (number) =>
  Array.from({ length: TOKENS }, (_, i) => flat(number).subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS));
/** Each form of a document's vectors, from its number. */
const FORMS = {
  'number[][]': (number) => rows(number).map((row) => Array.from(row)),
  'Float32Array[]': rows,
  'one Float32Array': (number) => ({ data: flat(number), dimensions: DIMENSIONS }),
};

async function load(form) {
  const client = await weavelet.connectToLocal({ storage: 'memory', memoryLimit: 4 * 2 ** 30 });
  const collection = await client.collections.create({
    name: 'Documents',
    vectorizers: [configure.multiVectors.selfProvided({ name: 'tokens' })],
  });
  let time = 0;
  for (let from = 0; from < DOCUMENTS; from += BATCH) {
    const count = Math.min(BATCH, DOCUMENTS - from);
    // the caller's values, not timed
    const batch = Array.from({ length: count }, (_, i) => ({ vectors: { tokens: FORMS[form](from + i) } }));
    const since = performance.now();
    const { hasErrors, errors } = await collection.data.insertMany(batch);
    time += performance.now() - since;
    if (hasErrors) throw new Error(Object.values(errors)[0].message);
  }
  const query = { data: flat(1).subarray(0, DIMENSIONS), dimensions: DIMENSIONS };
  const since = performance.now();
  const { objects } = await collection.query.nearVector(query, { limit: 1, targetVector: 'tokens' });
  const first = performance.now() - since;
  if (objects.length !== 1) throw new Error('nothing was found');
  await client.close();
  return { time: time / 1000, first: first / 1000 };
}

const times = Object.fromEntries(Object.keys(FORMS).map((form) => [form, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const form of Object.keys(FORMS)) times[form].push(await load(form));
}
for (const [form, all] of Object.entries(times)) {
  const seconds = median(all.map(({ time }) => time));
  const first = median(all.map((one) => one.first));
  console.log(`${form.padEnd(17)} ${seconds.toFixed(2)} s to load, ${first.toFixed(2)} s for the first search`);
}
for (const [form, all] of Object.entries(times)) {
  const seconds = median(all.map(({ time }) => time));
  console.log(JSON.stringify({ bench: 'load', documents: DOCUMENTS, form, seconds }));
}
