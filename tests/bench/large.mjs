// A collection that grows, in each quantizer: nearVector in ms, bytes per token held, and how many of the exact ten best
// documents are among the ten it gives. Documents are two texts of the English test collection joined, 184 token vectors
// of 128 numbers on average; queries are its own, 11 tokens, and the same taken three times together. DOCUMENTS sets the
// largest number. Prints a table, then JSON lines.
import weavelet, { configure, generateUuid5 } from 'weavelet';
import { readCollection } from '../quality/collection.mjs';
import { median } from './lib/median.mjs';

const LARGEST = Number(process.env.DOCUMENTS ?? 10_000);
const SIZES = [1000, 3000, 10_000, 30_000, 100_000].filter((size) => size <= LARGEST);
const BATCH = 50;
const QUERIES = 20;
const { quantizer } = configure.vectorIndex;
/** What is compared, the exact one first. */
const KINDS = {
  none: {},
  'rq 8 bits': { quantizer: quantizer.rq() },
  'pq (4 bits)': { quantizer: quantizer.pq() },
  'rq 1 bit': { quantizer: quantizer.rq({ bits: 1 }) },
  'rq 8 bits, pooled by 2': { quantizer: quantizer.rq(), pooling: { factor: 2 } },
};

const set = readCollection('en-faq');
const joined = (...parts) => {
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { data, dimensions: parts[0].dimensions };
};
/** Document `n`: text `n` and another one, so that no two documents are the same. */
function document(n) {
  const count = set.documentVectors.length;
  const step = 1 + 7 * Math.floor(n / count);
  return joined(set.documentVectors[n % count], set.documentVectors[(n + step) % count]);
}
const rows = ({ data, dimensions }) =>
  Array.from({ length: data.length / dimensions }, (_, i) => [...data.subarray(i * dimensions, (i + 1) * dimensions)]);
const every = Math.floor(set.queryVectors.length / QUERIES / 3);
const queries = Array.from({ length: QUERIES }, (_, i) => {
  const [a, b, c] = [0, 1, 2].map((part) => set.queryVectors[(3 * i + part) * every]);
  return { short: rows(a), long: rows(joined(a, b, c)) };
});

const clients = {};
for (const [kind, options] of Object.entries(KINDS)) {
  const client = await weavelet.connectToLocal({ storage: 'memory' });
  const vectorizers = configure.multiVectors.selfProvided(options);
  clients[kind] = { client, collection: await client.collections.create({ name: 'Documents', vectorizers }) };
}

async function insert({ collection }, from, to) {
  const started = performance.now();
  for (let done = from; done < to; done += BATCH) {
    const objects = Array.from({ length: Math.min(BATCH, to - done) }, (_, i) => ({
      id: generateUuid5(String(done + i)),
      vectors: document(done + i),
    }));
    const { hasErrors, errors } = await collection.data.insertMany(objects);
    if (hasErrors) throw new Error(Object.values(errors)[0].message);
  }
  return (performance.now() - started) / 1000;
}

/** Searches until nothing is done in the background any more: each search does a part of it. */
async function settle({ collection }, documents) {
  for (let i = 0; i < Math.min(200, documents / 20); i++)
    await collection.query.nearVector(queries[0].short, { limit: 1 });
}

async function search({ collection }, form) {
  const times = [];
  const found = [];
  for (const query of queries) {
    const before = performance.now();
    const { objects } = await collection.query.nearVector(query[form], { limit: 10 });
    times.push(performance.now() - before);
    found.push(objects.map(({ uuid }) => uuid));
  }
  return { ms: median(times), found };
}

/** The distances of the hundred nearest documents by id, per query. */
async function exactDistances({ collection }, form) {
  const all = [];
  for (const query of queries) {
    const { objects } = await collection.query.nearVector(query[form], { limit: 100, returnMetadata: ['distance'] });
    all.push(new Map(objects.map(({ uuid, metadata }) => [uuid, metadata.distance])));
  }
  return all;
}

/** Share of hits that are as near as the exact ones: documents share texts, so that some are equally near. */
function recall(found, exact) {
  const share = found.map((ids, i) => {
    const last = [...exact[i].values()][9];
    return ids.filter((id) => exact[i].get(id) <= last + 1e-5).length / 10;
  });
  return share.reduce((sum, n) => sum + n, 0) / share.length;
}

let tokens = 0;
let before = 0;
for (const size of SIZES) {
  for (let n = before; n < size; n++) tokens += document(n).data.length / 128;
  console.log(`\n${size} documents, ${tokens} tokens; the last two: scan of long queries, and scan of everything`);
  console.log('                        insert s  B/token  short ms  recall   long ms  recall   scan ms     all ms');
  const exact = {};
  for (const [kind, own] of Object.entries(clients)) {
    const seconds = await insert(own, before, size);
    await settle(own, size);
    const { collections } = await own.client.status();
    const line = { case: 'large', kind, size, tokens, seconds, bytes: collections.Documents.vectorBytes / tokens };
    const { search: scans } = await own.collection.diagnose({ queries: queries.map(({ long }) => long), sample: 1 });
    Object.assign(line, { scan: scans.scanMs, exhaustive: scans.exhaustiveMs });
    for (const form of ['short', 'long']) {
      exact[form] ??= await exactDistances(own, form);
      const { ms, found } = await search(own, form);
      line[form] = ms;
      line[`${form}Recall`] = recall(found, exact[form]);
    }
    const cell = (x, digits, width) => x.toFixed(digits).padStart(width);
    const { short, shortRecall, long, longRecall, scan, exhaustive, bytes } = line;
    console.log(
      `${kind.padEnd(24)}${cell(seconds, 1, 8)}${cell(bytes, 0, 9)}${cell(short, 1, 10)}${cell(shortRecall, 3, 8)}${cell(long, 1, 10)}${cell(longRecall, 3, 8)}${cell(scan, 1, 10)}${cell(exhaustive, 1, 12)}`,
    );
    console.log(JSON.stringify(line));
  }
  before = size;
}
for (const { client } of Object.values(clients)) await client.close();
