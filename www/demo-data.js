/** The demo's documents and sample queries with their token vectors: files of data/, see its README. */

const DIMENSIONS = 128;

const bytes = async (path) => {
  const response = await fetch(new URL(`data/${path}`, import.meta.url));
  if (!response.ok) throw new Error(`${path}: HTTP status ${response.status}`);
  return response.arrayBuffer();
};
const json = async (path) => JSON.parse(new TextDecoder().decode(await bytes(path)));

/** One matrix per text. Files hold int8 rows, a component is its value / 127. */
export function matrices(values, offsets) {
  const floats = Float32Array.from(new Int8Array(values), (value) => value / 127);
  const rows = new Uint32Array(offsets);
  return Array.from({ length: rows.length - 1 }, (_, i) => ({
    data: floats.subarray(rows[i] * DIMENSIONS, rows[i + 1] * DIMENSIONS),
    dimensions: DIMENSIONS,
  }));
}

/** The sample queries: `{ id, lang, text, vectors }`. */
export async function loadQueries() {
  const [queries, values, offsets] = await Promise.all([
    json('queries.json'),
    bytes('qvec.i8.bin'),
    bytes('qoff.u32.bin'),
  ]);
  const vectors = matrices(values, offsets);
  return queries.map(({ id, lang, text }, i) => ({ id, lang, text, vectors: vectors[i] }));
}

/** The documents: `{ id, lang, src, license, title, text, url, vectors }`. */
export async function loadDocuments() {
  const [documents, values, offsets] = await Promise.all([
    json('docs.json'),
    bytes('dvec.i8.bin'),
    bytes('doff.u32.bin'),
  ]);
  const vectors = matrices(values, offsets);
  return documents.map(({ id, lang, src, license, title, text, url }, i) => ({
    id,
    lang,
    src,
    license,
    title,
    text,
    url,
    vectors: vectors[i],
  }));
}
