import type {
  BQConfigCreate,
  BQConfigUpdate,
  ModuleConfig,
  MultiVectorConfigCreate,
  MultiVectorPooling,
  MuveraEncodingConfigCreate,
  PQConfigCreate,
  PQConfigUpdate,
  PQEncoderConfig,
  PQEncoderDistribution,
  PQEncoderType,
  RQConfigCreate,
  RQConfigUpdate,
  SQConfigCreate,
  SQConfigUpdate,
  UncompressedConfig,
  VectorIndexConfigDynamicCreate,
  VectorIndexConfigDynamicCreateOptions,
  VectorIndexConfigDynamicUpdate,
  VectorIndexConfigFlatCreate,
  VectorIndexConfigFlatCreateOptions,
  VectorIndexConfigFlatUpdate,
  VectorIndexConfigHFreshCreate,
  VectorIndexConfigHFreshCreateOptions,
  VectorIndexConfigHFreshUpdate,
  VectorIndexConfigHNSWCreate,
  VectorIndexConfigHNSWCreateOptions,
  VectorIndexConfigHNSWUpdate,
} from '../types/vector-index.js';

type Index<N, C> = ModuleConfig<N, C | undefined>;

/** The options of an index with the metric under the name that is stored. */
const settings = <T extends string, O extends { distanceMetric?: unknown }>(type: T, options: O | undefined) => {
  const { distanceMetric, ...rest } = options ?? ({} as O);
  return { ...rest, distance: distanceMetric, type };
};

/** The inner configuration, from options or from what `hnsw()` or `flat()` gave. */
const inner = <C>(given: object | undefined, make: (options: never) => { config: C }): C =>
  given && 'config' in given && 'name' in given ? (given.config as C) : make(given as never).config;

/** The vector indexes of `collections.create`. */
export const vectorIndex = {
  /** Exact search over all vectors; the place for few objects per tenant. */
  flat: (opts?: VectorIndexConfigFlatCreateOptions): Index<'flat', VectorIndexConfigFlatCreate> => ({
    name: 'flat',
    config: settings('flat', opts) as VectorIndexConfigFlatCreate,
  }),
  /** The usual index. */
  hnsw: (opts?: VectorIndexConfigHNSWCreateOptions): Index<'hnsw', VectorIndexConfigHNSWCreate> => ({
    name: 'hnsw',
    config: settings('hnsw', opts) as VectorIndexConfigHNSWCreate,
  }),
  /** Kept and given back; searched like the others. */
  hfresh: (opts?: VectorIndexConfigHFreshCreateOptions): Index<'hfresh', VectorIndexConfigHFreshCreate> => ({
    name: 'hfresh',
    config: settings('hfresh', opts) as VectorIndexConfigHFreshCreate,
  }),
  /** `flat` up to a number of objects, `hnsw` above. */
  dynamic: (opts?: VectorIndexConfigDynamicCreateOptions): Index<'dynamic', VectorIndexConfigDynamicCreate> => ({
    name: 'dynamic',
    config: opts
      ? {
          distance: opts.distanceMetric,
          threshold: opts.threshold,
          hnsw: inner(opts.hnsw, vectorIndex.hnsw),
          flat: inner(opts.flat, vectorIndex.flat),
          type: 'dynamic',
        }
      : undefined,
  }),
  multiVector: {
    encoding: {
      /** One fixed-size vector per multi-vector for a quick first look; exact distances for the rest. */
      muvera: (options?: {
        ksim?: number;
        dprojections?: number;
        repetitions?: number;
      }): MuveraEncodingConfigCreate => ({
        ksim: options?.ksim,
        dprojections: options?.dprojections,
        repetitions: options?.repetitions,
        type: 'muvera',
      }),
    },
    /** A vector of token vectors, compared by the sum of each query token's best match. */
    multiVector: (options?: {
      aggregation?: 'maxSim' | string;
      encoding?: MultiVectorConfigCreate['encoding'];
      pooling?: MultiVectorPooling;
    }): MultiVectorConfigCreate => ({
      aggregation: options?.aggregation,
      encoding: options?.encoding,
      ...(options?.pooling && { pooling: options.pooling }),
    }),
  },
  quantizer: {
    /** Full precision, also where the server's default is a quantizer. */
    none: (): UncompressedConfig => ({ type: 'none' }),
    /** One bit per dimension. */
    bq: (options?: { cache?: boolean; rescoreLimit?: number }): BQConfigCreate => ({
      cache: options?.cache,
      rescoreLimit: options?.rescoreLimit,
      type: 'bq',
    }),
    /** Eight bits or one per dimension after a rotation. */
    rq: (options?: { bits?: number; rescoreLimit?: number }): RQConfigCreate => ({
      bits: options?.bits,
      rescoreLimit: options?.rescoreLimit,
      type: 'rq',
    }),
    /** One code per group of dimensions. */
    pq: (options?: {
      bitCompression?: boolean;
      centroids?: number;
      encoder?: Partial<PQEncoderConfig>;
      segments?: number;
      trainingLimit?: number;
    }): PQConfigCreate => ({
      bitCompression: options?.bitCompression,
      centroids: options?.centroids,
      encoder: options?.encoder && { distribution: options.encoder.distribution, type: options.encoder.type },
      segments: options?.segments,
      trainingLimit: options?.trainingLimit,
      type: 'pq',
    }),
    /** Eight bits per dimension. */
    sq: (options?: { rescoreLimit?: number; trainingLimit?: number }): SQConfigCreate => ({
      rescoreLimit: options?.rescoreLimit,
      trainingLimit: options?.trainingLimit,
      type: 'sq',
    }),
  },
};

/** The changes that an existing index takes. */
export const reconfigureVectorIndex = {
  flat: (options: VectorIndexConfigFlatUpdate): ModuleConfig<'flat', VectorIndexConfigFlatUpdate> => ({
    name: 'flat',
    config: options,
  }),
  hfresh: (options: VectorIndexConfigHFreshUpdate): ModuleConfig<'hfresh', VectorIndexConfigHFreshUpdate> => ({
    name: 'hfresh',
    config: options,
  }),
  hnsw: (options: VectorIndexConfigHNSWUpdate): ModuleConfig<'hnsw', VectorIndexConfigHNSWUpdate> => ({
    name: 'hnsw',
    config: options,
  }),
  dynamic: (opts: VectorIndexConfigDynamicUpdate): ModuleConfig<'dynamic', VectorIndexConfigDynamicUpdate> => ({
    name: 'dynamic',
    config: {
      threshold: opts.threshold,
      hnsw: opts.hnsw && inner(opts.hnsw, reconfigureVectorIndex.hnsw),
      flat: opts.flat && inner(opts.flat, reconfigureVectorIndex.flat),
      type: 'dynamic',
    },
  }),
  /** New values for the quantizer an index has, or a quantizer for one that has none. */
  quantizer: {
    bq: (options?: { cache?: boolean; rescoreLimit?: number }): BQConfigUpdate => ({ ...options, type: 'bq' }),
    rq: (options?: { rescoreLimit?: number }): RQConfigUpdate => ({ ...options, type: 'rq' }),
    pq: (options?: {
      centroids?: number;
      pqEncoderDistribution?: PQEncoderDistribution;
      pqEncoderType?: PQEncoderType;
      segments?: number;
      trainingLimit?: number;
    }): PQConfigUpdate => {
      const { pqEncoderDistribution: distribution, pqEncoderType: type, ...rest } = options ?? {};
      return { ...rest, encoder: distribution || type ? { distribution, type } : undefined, type: 'pq' };
    },
    sq: (options?: { rescoreLimit?: number; trainingLimit?: number }): SQConfigUpdate => ({ ...options, type: 'sq' }),
  },
};
