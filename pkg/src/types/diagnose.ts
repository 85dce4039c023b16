import type { VectorInput } from './query.js';

/** What {@link Collection.diagnose} measures with. */
export type DiagnoseOptions = {
  /** The target vector; may be left out where a collection has one. */
  targetVector?: string;
  /** Queries as `nearVector` takes them, at most 100. Without, parts of the sampled objects' own vectors are asked for. */
  queries?: VectorInput[];
  /** How many of the best objects count: 10 by default. */
  k?: number;
  /** How many objects to compare settings on: 200 by default, 2,000 at most. */
  sample?: number;
};

/** How vectors are held: in full precision, in 8 bits (`rq`, `sq`), in 4 (`pq`) or in one (`rq` with one bit, `bq`). */
export type DiagnosedQuantizer = 'none' | 'rq8' | 'pq' | 'rq1';

/** What one setting would cost, and what it finds among the sampled objects. */
export type DiagnosedSetting = {
  quantizer: DiagnosedQuantizer;
  /** `pooling.factor`: one vector is kept of so many. */
  pooling: number;
  /** Bytes in memory per token vector that is inserted. */
  bytesPerToken: number;
  /** Bytes in memory for all token vectors that are held now. */
  bytes: number;
  /** Share of the exact best `k` among the best `k` by these codes alone. */
  ranking: number;
  /** Share of them among the best `2 k` by codes: at least so many get an exact distance, so this is what a search finds. */
  recall: number;
};

/** How a collection's multi-vectors are searched, measured on its own vectors. */
export type Diagnosis = {
  objects: number;
  /** Token vectors held by this engine, and numbers of each. */
  tokens: number;
  dimensions: number;
  /** Objects and queries that were looked at. */
  sample: number;
  queries: number;
  k: number;
  /** How vectors are held now: shorter than configured where memory was short. */
  quantizer: DiagnosedQuantizer;
  /** Numbers of the encoding by MUVERA that chooses candidates; 0 where none is configured. */
  muvera: number;
  /** Centroids that choose candidates; 0 where every search looks at all objects. */
  centroids: number;
  /** Whether the centroids are final for these objects; while they are found, in the background, searches look at more objects. */
  settled: boolean;
  /** Bytes in memory per token vector held, all told. */
  bytesPerToken: number;
  /**
   * Scans of all objects, before exact distances are read. Those of encodings are compared with exact distances: of all
   * objects, or, where a quantizer leaves their vectors in storage, of the sampled ones, with the parts of `k` and of the
   * candidates that fall to these. Then `sample` should be at least the number of objects by `k`.
   */
  search: {
    /** Milliseconds, the median. */
    scanMs: number;
    /** Milliseconds if no object were left out. */
    exhaustiveMs: number;
    /** Share of the best `k` of a scan of everything that the scan finds. */
    recall: number;
  };
  settings: DiagnosedSetting[];
};
