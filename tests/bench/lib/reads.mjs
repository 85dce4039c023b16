// Searches by codes whose best candidates are scored exactly, in whatever engine runs this file. Documents have 184
// token vectors of 128 random numbers, 94 KB as they are stored; at such vectors codes say little, so that a search
// scores as many documents as it ever does: 50 by 8 bits, 100 by 4.
const TOKENS = 184;
const DIMENSIONS = 128;
const BATCH = 50;
const LIMIT = 3.5 * 2 ** 30;
const SETTINGS = { rq: (quantizer) => quantizer.rq(), pq: (quantizer) => quantizer.pq() };
export const QUERY_TOKENS = [11, 34];

const random = (rows) => {
  const data = new Float32Array(rows * DIMENSIONS).map(() => Math.random() + Math.random() - 1);
  return { data, dimensions: DIMENSIONS };
};

/** Makes a collection per setting, of so many documents each. */
export async function fill({ connectToLocal, configure }, connection, count) {
  const client = await connectToLocal({ ...connection, durability: 'relaxed', memoryLimit: LIMIT });
  for (const [name, quantizer] of Object.entries(SETTINGS)) {
    const vectorizers = configure.multiVectors.selfProvided({ quantizer: quantizer(configure.vectorIndex.quantizer) });
    const collection = await client.collections.create({ name: name.toUpperCase(), vectorizers });
    for (let from = 0; from < count; from += BATCH) {
      const objects = Array.from({ length: BATCH }, () => ({ vectors: random(TOKENS) }));
      const { hasErrors, errors } = await collection.data.insertMany(objects);
      if (hasErrors) throw new Error(Object.values(errors)[0].message);
    }
  }
  await client.close();
}

/** Milliseconds of searches, each another one, and the median of their scans alone: `{ setting, tokens, times, scan }`. */
export async function ask({ connectToLocal }, connection, searches) {
  const client = await connectToLocal({ ...connection, durability: 'relaxed', memoryLimit: LIMIT });
  const lines = [];
  for (const setting of Object.keys(SETTINGS)) {
    const collection = client.collections.use(setting.toUpperCase());
    const queries = [random(1)];
    while (!(await collection.diagnose({ queries, sample: 1, k: 1 })).settled)
      await new Promise((resolve) => setTimeout(resolve, 200));
    for (const tokens of QUERY_TOKENS) {
      const times = [];
      for (let i = 0; i < searches; i++) {
        const query = random(tokens);
        const before = performance.now();
        await collection.query.nearVector(query, { limit: 10 });
        times.push(performance.now() - before);
      }
      const { search } = await collection.diagnose({ queries: Array.from({ length: 9 }, () => random(tokens)), k: 10 });
      lines.push({ setting, tokens, times, scan: search.scanMs });
    }
  }
  await client.close();
  return lines;
}
