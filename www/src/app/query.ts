/** A typed text as a query: with token vectors where there are any, and the searches over the passages. */
import type { Explanation, FilterValue, Highlights } from 'weavelet';
import { type Encoded, encodeQuery } from './encoder.js';
import { FIELDS, type Passage, passages, samples, TARGET } from './engine.js';

export type Mode = 'maxsim' | 'bm25' | 'hybrid';
export type Query = { text: string; encoded?: Encoded };
export type Hit = {
  id: string;
  passage: Passage;
  /** What the hit is ranked by. */
  score: number;
  explanation?: Explanation;
  highlights?: Highlights;
};
export type Found = { mode: Mode; hits: Hit[]; ms: number };

/** The sample's own vectors, or the local encoder's where it is loaded. */
export async function toQuery(text: string): Promise<Query> {
  const sample = (await samples()).find((one) => one.text === text);
  if (sample) return { text, encoded: sample };
  return { text, encoded: await encodeQuery(text) };
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
  const collection = await passages();
  // what is timed is the search, not the file on its way
  await collection.loaded;
  const vector = query.encoded;
  const mode = vector ? wanted : 'bm25';
  const common = { limit, filters, explain: { matrix: true } };
  const near = { targetVector: TARGET } as const;
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
