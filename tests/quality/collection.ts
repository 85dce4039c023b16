/** Reads a test collection of tests/data. */
import { readFileSync } from 'node:fs';

const DIMENSIONS = 128;

export type Tokens = { data: Float32Array; dimensions: number };
export type TestCollection = {
  documents: { id: string; title: string; text: string }[];
  /** Token vectors by index of the document or query. */
  documentVectors: Tokens[];
  queries: { id: string; text: string }[];
  queryVectors: Tokens[];
  /** The relevant document's id, by query id. */
  relevant: Map<string, string>;
  golden: { id: string; top: [document: number, score: number][] }[];
  /** What each kind of search must reach: nDCG@10, recall@10, MRR@10. */
  expected: Record<string, [ndcg: number, recall: number, mrr: number]>;
};

export function readCollection(name: string): TestCollection {
  const file = (path: string): Buffer => readFileSync(new URL(`../data/${name}/${path}`, import.meta.url));
  const lines = (path: string): string[] => file(path).toString('utf8').trim().split('\n');
  const records = <T>(path: string): T[] => lines(path).map((line) => JSON.parse(line) as T);

  const documentValues = Float32Array.from(view(file('dvec.i8.bin'), Int8Array), (value) => value / 127);
  const queryValues = Float32Array.from(view(file('qvec.f16.bin'), Uint16Array), fromHalf);
  return {
    documents: records('docs.jsonl'),
    documentVectors: split(documentValues, view(file('doff.u32.bin'), Uint32Array)),
    queries: records('queries.jsonl'),
    queryVectors: split(queryValues, view(file('qoff.u32.bin'), Uint32Array)),
    relevant: new Map(lines('qrels.tsv').map((line) => [line.split('\t')[0] ?? '', line.split('\t')[2] ?? ''])),
    golden: JSON.parse(file('golden.json').toString('utf8')),
    expected: JSON.parse(file('meta.json').toString('utf8')).expected,
  };
}

/** Files are little-endian, as is every machine this runs on. */
function view<T>(bytes: Buffer, type: { new (buffer: ArrayBuffer): T }): T {
  return new type(Uint8Array.from(bytes).buffer);
}

/** One matrix per document: `offsets` are rows. */
function split(values: Float32Array, offsets: Uint32Array): Tokens[] {
  return Array.from({ length: offsets.length - 1 }, (_, i) => ({
    data: values.subarray((offsets[i] ?? 0) * DIMENSIONS, (offsets[i + 1] ?? 0) * DIMENSIONS),
    dimensions: DIMENSIONS,
  }));
}

/** IEEE 754 binary16 to a number. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -14 * (fraction / 1024);
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

/** nDCG@10 with one relevant document per query, over `results`: ids in order, by query. */
export function ndcgAt10(relevant: Map<string, string>, results: Map<string, string[]>): number {
  let sum = 0;
  for (const [query, document] of relevant) {
    const rank = (results.get(query) ?? []).slice(0, 10).indexOf(document);
    if (rank >= 0) sum += 1 / Math.log2(rank + 2);
  }
  return sum / relevant.size;
}
