// What tests/bench/storage.mjs runs in the page. Documents have 45 token vectors of 128 dimensions: 23 KB each.
import weavelet, { configure, dataType } from 'weavelet';

const TOKENS = 45;
const DIMENSIONS = 128;
const BATCH = 250;
/** Reads of raw values under way at the same time, as in the storage adapter. */
const WINDOW = 4;

const multiVectors = () => [configure.multiVectors.selfProvided({ name: 'tokens' })];

/** Values that no medium can compress. */
const noise = new Float32Array(1 << 20).map(() => Math.random() - 0.5);
function document(number) {
  const at = (number * 4099) % (noise.length - TOKENS * DIMENSIONS);
  const data = noise.subarray(at, at + TOKENS * DIMENSIONS);
  const properties = { number, text: `document ${number} of group ${number % 97}` };
  return { properties, vectors: { tokens: { data, dimensions: DIMENSIONS } } };
}

async function emptied(storage, durability) {
  const client = await weavelet.connectToLocal({ storage, durability });
  await client.collections.deleteAll();
  const properties = [{ name: 'text', dataType: dataType.TEXT }];
  await client.collections.create({ name: 'Documents', properties, vectorizers: multiVectors() });
  return client;
}

const seconds = (since) => (performance.now() - since) / 1000;

window.bench = {
  /** Seconds to insert so many documents in batches, until the last is acknowledged. */
  async ingest(storage, durability, count) {
    const client = await emptied(storage, durability);
    const documents = client.collections.use('Documents');
    const since = performance.now();
    for (let from = 0; from < count; from += BATCH) {
      const { hasErrors, errors } = await documents.data.insertMany(
        Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => document(from + i)),
      );
      if (hasErrors) throw new Error(Object.values(errors)[0].message);
    }
    const time = seconds(since);
    await client.close();
    return time;
  },

  /** Single inserts per second from so many callers at once, each waiting for its own. Objects have no vectors. */
  async singles(storage, durability, callers, count) {
    const client = await emptied(storage, durability);
    const documents = client.collections.use('Documents');
    let next = 0;
    const caller = async () => {
      while (next < count) await documents.data.insert({ number: next++, text: 'a small object' });
    };
    const since = performance.now();
    await Promise.all(Array.from({ length: callers }, caller));
    const rate = count / seconds(since);
    await client.close();
    return rate;
  },

  /** Seconds until everything is loaded, and until the first answer of a connection that does not wait for that. */
  async open(storage) {
    let since = performance.now();
    const whole = await weavelet.connectToLocal({ storage });
    const all = seconds(since);
    const count = await whole.collections.use('Documents').length();
    await whole.close();
    since = performance.now();
    const partial = await weavelet.connectToLocal({ storage, partial: true });
    const { objects } = await partial.collections.use('Documents').query.bm25('document');
    const first = seconds(since);
    if (objects.length === 0) throw new Error('the first answer is empty');
    await partial.close();
    return { all, first, count };
  },

  /** Seconds to read the same values with nothing done to them. */
  async raw(storage) {
    const database = await new Promise((resolve, reject) => {
      const request = indexedDB.open(`weavelet/${storage}`);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const [name] = database.objectStoreNames;
    const done = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const since = performance.now();
    const keys = await done(database.transaction(name).objectStore(name).getAllKeys());
    let bytes = 0;
    let next = 0;
    const reader = async () => {
      while (next < keys.length) {
        const value = await done(database.transaction(name).objectStore(name).get(keys[next++]));
        bytes += value.byteLength;
      }
    };
    await Promise.all(Array.from({ length: WINDOW }, reader));
    const time = seconds(since);
    database.close();
    return { time, bytes };
  },
};
