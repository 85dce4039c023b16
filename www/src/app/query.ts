/** A typed text as a query: with token vectors where there are any, and the searches over the passages. */
import type { FilterValue } from 'weavelet';
import { type Encoded, encodeQuery } from './encoder.js';
import { FIELDS, type Passage, passages, samples, TARGET } from './engine.js';

export type Mode = 'maxsim' | 'bm25' | 'hybrid';
export type Query = { text: string; encoded?: Encoded };
export type Hit = { id: string; passage: Passage; score: number };
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
};

/** Searches by words alone where a query has no vectors. */
export async function search(query: Query, wanted: Mode, options: SearchOptions = {}): Promise<Found> {
  const { limit = 8, alpha = 0.5, fusion = 'RelativeScore', filters } = options;
  const collection = await passages();
  const vector = query.encoded?.vectors;
  const mode = vector ? wanted : 'bm25';
  const common = { limit, filters };
  const started = performance.now();
  const { objects } =
    mode === 'maxsim' && vector
      ? await collection.query.nearVector(vector, { ...common, targetVector: TARGET, returnMetadata: ['distance'] })
      : mode === 'hybrid' && vector
        ? await collection.query.hybrid(query.text, {
            ...common,
            vector,
            targetVector: TARGET,
            alpha,
            fusionType: fusion,
            queryProperties: FIELDS,
            returnMetadata: ['score'],
          })
        : await collection.query.bm25(query.text, { ...common, queryProperties: FIELDS, returnMetadata: ['score'] });
  const ms = performance.now() - started;
  const hits = objects.map(({ uuid, properties, metadata }) => ({
    id: uuid,
    passage: properties as Passage,
    // MaxSim's distance is the negative sum of the best similarities.
    score: mode === 'maxsim' ? -(metadata?.distance ?? 0) : (metadata?.score ?? 0),
  }));
  return { mode, hits, ms };
}
