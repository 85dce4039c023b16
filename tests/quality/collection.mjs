/** Reads a test collection of tests/data. In plain JavaScript, so that benchmarks run it as it is. */
import { readFileSync } from 'node:fs';

const DIMENSIONS = 128;

/**
 * @typedef {{ data: Float32Array, dimensions: number }} Tokens one vector per token, row by row
 * @typedef {object} TestCollection
 * @property {{ id: string, title: string, text: string }[]} documents
 * @property {Tokens[]} documentVectors by index of the document
 * @property {{ id: string, text: string }[]} queries
 * @property {Tokens[]} queryVectors by index of the query
 * @property {Map<string, string>} relevant the relevant document's id, by query id
 * @property {{ id: string, top: [document: number, score: number][] }[]} golden the exact MaxSim top 10 of each query
 * @property {Record<string, [ndcg: number, recall: number, mrr: number]>} expected what each kind of search reaches
 */

/**
 * @param {string} name
 * @returns {TestCollection}
 */
export function readCollection(name) {
  const file = (path) => readFileSync(new URL(`../data/${name}/${path}`, import.meta.url));
  const lines = (path) => file(path).toString('utf8').trim().split('\n');
  const records = (path) => lines(path).map((line) => JSON.parse(line));

  const documentValues = Float32Array.from(view(file('dvec.i8.bin'), Int8Array), (value) => value / 127);
  const queryValues = Float32Array.from(view(file('qvec.f16.bin'), Uint16Array), fromHalf);
  return {
    documents: records('docs.jsonl'),
    documentVectors: split(documentValues, view(file('doff.u32.bin'), Uint32Array)),
    queries: records('queries.jsonl'),
    queryVectors: split(queryValues, view(file('qoff.u32.bin'), Uint32Array)),
    relevant: new Map(lines('qrels.tsv').map((line) => [line.split('\t')[0], line.split('\t')[2]])),
    golden: JSON.parse(file('golden.json').toString('utf8')),
    expected: JSON.parse(file('meta.json').toString('utf8')).expected,
  };
}

/** Files are little-endian, as is every machine this runs on. */
const view = (bytes, type) => new type(Uint8Array.from(bytes).buffer);

/** One matrix per text: `offsets` are rows. */
function split(values, offsets) {
  return Array.from({ length: offsets.length - 1 }, (_, i) => ({
    data: values.subarray(offsets[i] * DIMENSIONS, offsets[i + 1] * DIMENSIONS),
    dimensions: DIMENSIONS,
  }));
}

/** IEEE 754 binary16 to a number. */
function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -14 * (fraction / 1024);
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

/**
 * nDCG@10 with one relevant document per query.
 * @param {Map<string, string>} relevant
 * @param {Map<string, string[]>} results ids in order, by query
 * @returns {number}
 */
export function ndcgAt10(relevant, results) {
  let sum = 0;
  for (const [query, document] of relevant) {
    const rank = (results.get(query) ?? []).slice(0, 10).indexOf(document);
    if (rank >= 0) sum += 1 / Math.log2(rank + 2);
  }
  return sum / relevant.size;
}
