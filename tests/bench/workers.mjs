// What a second worker brings: nearVector over documents of 180 × 128 token vectors, by one worker and by two that share
// them, interleaved. Prints milliseconds (median) and the ratio, then the same as JSON lines.
import weavelet, { configure } from 'weavelet';

const DOCUMENTS = 4000;
const TOKENS = 180;
const DIMENSIONS = 128;
const ROUNDS = 15;

const noise = (length) => Float32Array.from({ length }, () => Math.random() - 0.5);
const { multiVectors, vectorIndex } = configure;
const KINDS = {
  f32: multiVectors.selfProvided(),
  'rq 8 bits': multiVectors.selfProvided({ quantizer: vectorIndex.quantizer.rq() }),
};

async function load(count, vectorizers) {
  const client = await weavelet.connectToLocal({ storage: 'memory', worker: { count } });
  const collection = await client.collections.create({ name: 'Documents', vectorizers });
  for (let done = 0; done < DOCUMENTS; done += 100) {
    const objects = Array.from({ length: 100 }, (_, i) => ({
      properties: { n: done + i },
      vectors: { data: noise(TOKENS * DIMENSIONS), dimensions: DIMENSIONS },
    }));
    const { hasErrors, errors } = await collection.data.insertMany(objects);
    if (hasErrors) throw new Error(Object.values(errors)[0].message);
  }
  return { client, collection };
}

async function time({ collection }) {
  // another one each time: an engine remembers its last scans
  const query = Array.from({ length: 32 }, () => [...noise(DIMENSIONS)]);
  const before = performance.now();
  await collection.query.nearVector(query, { limit: 10 });
  return performance.now() - before;
}
const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];

console.log(`${DOCUMENTS} documents × ${TOKENS} tokens × ${DIMENSIONS}, query of 32 tokens`);
for (const [kind, vectorizers] of Object.entries(KINDS)) {
  const [one, two] = [await load(1, vectorizers), await load(2, vectorizers)];
  const times = { one: [], two: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.one.push(await time(one));
    times.two.push(await time(two));
  }
  await Promise.all([one.client.close(), two.client.close()]);
  const [single, split] = [median(times.one), median(times.two)];
  console.log(
    `${kind.padEnd(10)} 1 → 2 workers ${(single / split).toFixed(2)} ×  (${single.toFixed(1)} → ${split.toFixed(1)} ms)`,
  );
  console.log(JSON.stringify({ case: 'workers', kind, one: single, two: split, ratio: single / split }));
}
