/** A typed text as a query: with token vectors where there are any, and the searches over the passages. */
import type { Collection, Explanation, FilterValue, Highlights } from 'weavelet';
import { type Encoded, encodeQuery } from './encoder.js';
import { FIELDS, type Passage, passages, samples, TARGET } from './engine.js';

export type Mode = 'maxsim' | 'bm25' | 'hybrid';
/** `other`: whose vectors the query has, if not those that the page's passages come with. */
export type Query = { text: string; encoded?: Encoded; other?: OtherVectors };
/** The passages in the vectors of another model, and the queries that were embedded by it. */
export type OtherVectors = {
  passages: Collection<Passage>;
  target: string;
  known(text: string): Encoded | undefined;
};
export type Hit = {
  id: string;
  passage: Passage;
  /** What the hit is ranked by. */
  score: number;
  explanation?: Explanation;
  highlights?: Highlights;
};
export type Found = { mode: Mode; hits: Hit[]; ms: number };

let other: OtherVectors | undefined;

/** Queries that nothing else has vectors for may be answered by these from now on, or no more. */
export function answerFrom(vectors: OtherVectors | undefined): void {
  other = vectors;
}

/** The sample's own vectors, or the local encoder's where it is loaded, or those of another model that there are. */
export async function toQuery(text: string): Promise<Query> {
  const sample = (await samples()).find((one) => one.text === text);
  if (sample) return { text, encoded: sample };
  const local = await encodeQuery(text);
  if (local) return { text, encoded: local };
  const known = other?.known(text);
  return known ? { text, encoded: known, other } : { text };
}

export type SearchOptions = {
  limit?: number;
  alpha?: number;
  fusion?: 'Ranked' | 'RelativeScore';
  filters?: FilterValue;
  /** Takes the last word for the beginning of one. */
  asYouType?: boolean;
};

/** Searches by words alone where a query has no vectors. Every hit brings what its score is made of. */
export async function search(query: Query, wanted: Mode, options: SearchOptions = {}): Promise<Found> {
  const { limit = 8, alpha = 0.5, fusion = 'RelativeScore', filters, asYouType } = options;
  const own = await passages();
  // what is timed is the search, not the file on its way
  await own.loaded;
  const collection = query.other?.passages ?? own;
  const vector = query.encoded;
  const mode = vector ? wanted : 'bm25';
  const common = { limit, filters, explain: { matrix: true } };
  const near = { targetVector: (query.other?.target ?? TARGET) as typeof TARGET };
  const words = { queryProperties: FIELDS, highlight: { length: Number.POSITIVE_INFINITY } };
  const started = performance.now();
  const { objects } =
    mode === 'maxsim' && vector
      ? await collection.query.nearVector(vector, { ...common, ...near, returnMetadata: ['distance', 'explain'] })
      : mode === 'hybrid' && vector
        ? await collection.query.hybrid(query.text, {
            ...common,
            ...near,
            ...words,
            vector,
            alpha,
            fusionType: fusion,
            returnMetadata: ['score', 'explain'],
          })
        : await collection.query.bm25(query.text, {
            ...common,
            ...words,
            asYouType,
            returnMetadata: ['score', 'explain'],
          });
  const ms = performance.now() - started;
  const hits = objects.map(({ uuid, properties, metadata }) => ({
    id: uuid,
    passage: properties as Passage,
    score: metadata?.explain?.score ?? 0,
    explanation: metadata?.explain,
    highlights: metadata?.highlights,
  }));
  return { mode, hits, ms };
}
