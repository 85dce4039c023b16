/** The page's data, made while it is built: an index file of all passages, and the sample queries with their vectors. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import weavelet, { configure, dataType, generateUuid5 } from 'weavelet';

const DIMENSIONS = 128;
const BATCH = 100;
/**
 * Steps that a component, -1 to 1, is rounded to. Of vectors made of few steps an index file holds a byte per component;
 * gzip makes three bits of it, and so little is soon fetched and unpacked.
 */
const STEPS = 16;

const read = (name) => readFileSync(new URL(`../data/${name}`, import.meta.url));
const json = (name) => JSON.parse(read(name).toString('utf8'));
const numbers = (Type, name) => new Type(Uint8Array.from(read(name)).buffer);

/** What each token stands for: `▁` begins a word. */
function labels(offsets) {
  const pieces = json('tokstr.json');
  const ids = numbers(Uint16Array, 'dtok.u16.bin');
  return (document) => [...ids.subarray(offsets[document], offsets[document + 1])].map((id) => pieces[id]);
}

const text = (name, options) => ({ name, dataType: dataType.TEXT, ...options });
/** Shown, not searched. */
const shown = { indexSearchable: false, indexFilterable: false };
/** To filter by: the whole value is one term. */
const whole = { tokenization: 'field', indexSearchable: false };

const SCHEMA = {
  name: 'Passages',
  properties: [
    // English is split at its words, Japanese into characters and pairs of them.
    text('title', { tokenization: 'kagome_ja' }),
    text('text', { tokenization: 'kagome_ja' }),
    text('language', whole),
    text('source', whole),
    text('licence', shown),
    text('url', shown),
  ],
  vectorizers: [configure.multiVectors.selfProvided({ name: 'tokens' })],
};

/** @returns {Promise<Buffer>} the index file, compressed by gzip */
export async function passages() {
  const offsets = numbers(Uint32Array, 'doff.u32.bin');
  const values = Float32Array.from(
    numbers(Int8Array, 'dvec.i8.bin'),
    (value) => Math.round((value / 127) * STEPS) / STEPS,
  );
  const label = labels(offsets);
  const objects = json('docs.json').map(({ id, lang, src, license, title, text, url }, i) => ({
    id: generateUuid5(id),
    properties: { title, text, language: lang, source: src, licence: license, url },
    vectors: {
      tokens: {
        vectors: {
          data: values.subarray(offsets[i] * DIMENSIONS, offsets[i + 1] * DIMENSIONS),
          dimensions: DIMENSIONS,
        },
        tokens: label(i),
      },
    },
  }));
  const client = await weavelet.connectToLocal({ storage: 'memory' });
  try {
    const collection = await client.collections.create(SCHEMA);
    for (let i = 0; i < objects.length; i += BATCH) {
      const { hasErrors, errors } = await collection.data.insertMany(objects.slice(i, i + BATCH));
      if (hasErrors) throw new Error(Object.values(errors)[0].message);
    }
    return gzipSync(new Uint8Array(await new Response(collection.save()).arrayBuffer()), { level: 7 });
  } finally {
    await client.close();
  }
}

/** The sample queries as JSON: `{ text, language, tokens, vectors }`, vectors as int8 rows (value / 127) in base64. */
export function queries() {
  const offsets = numbers(Uint32Array, 'qoff.u32.bin');
  const rows = read('qvec.i8.bin');
  return JSON.stringify(
    json('queries.json').map(({ lang, text, tokens }, i) => ({
      text,
      language: lang,
      tokens,
      vectors: rows.subarray(offsets[i] * DIMENSIONS, offsets[i + 1] * DIMENSIONS).toString('base64'),
    })),
  );
}
