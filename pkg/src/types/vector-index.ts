/** A named module or index with its settings. */
export type ModuleConfig<N, C = undefined> = { name: N; config: C };

export type RecursivePartial<T> = T extends object
  ? { [P in keyof T]?: T[P] extends QuantizerConfig ? QuantizerRecursivePartial<T[P]> : RecursivePartial<T[P]> }
  : T;
export type QuantizerRecursivePartial<T> = {
  [P in keyof T]: P extends 'type' ? T[P] : RecursivePartial<T[P]> | undefined;
};

export type VectorDistance = 'cosine' | 'dot' | 'l2-squared' | 'hamming';
export type VectorIndexType = 'hnsw' | 'hfresh' | 'flat' | 'dynamic' | string;
export type VectorIndexFilterStrategy = 'sweeping' | 'acorn';

// Quantizers

export type PQEncoderType = 'kmeans' | 'tile';
export type PQEncoderDistribution = 'log-normal' | 'normal';
export type PQEncoderConfig = { type: PQEncoderType; distribution: PQEncoderDistribution };
export type BQConfig = { cache: boolean; rescoreLimit: number; type: 'bq' };
export type SQConfig = { rescoreLimit: number; trainingLimit: number; type: 'sq' };
export type PQConfig = {
  bitCompression: boolean;
  centroids: number;
  encoder: PQEncoderConfig;
  segments: number;
  trainingLimit: number;
  type: 'pq';
};
export type RQConfig = { bits?: number; rescoreLimit?: number; type: 'rq' };
export type UncompressedConfig = { type: 'none' };
export type QuantizerConfig = PQConfig | BQConfig | SQConfig | RQConfig;
export type RQConfigCreate = QuantizerRecursivePartial<RQConfig>;
export type PQConfigCreate = QuantizerRecursivePartial<PQConfig>;
export type BQConfigCreate = QuantizerRecursivePartial<BQConfig>;
export type SQConfigCreate = QuantizerRecursivePartial<SQConfig>;
export type UncompressedConfigCreate = QuantizerRecursivePartial<UncompressedConfig>;
export type QuantizerConfigCreate =
  | PQConfigCreate
  | BQConfigCreate
  | SQConfigCreate
  | RQConfigCreate
  | UncompressedConfigCreate
  | Record<string, unknown>;
export type RQConfigUpdate = { bit?: number; rescoreLimit?: number; type: 'rq' };
export type PQConfigUpdate = {
  centroids?: number;
  enabled?: boolean;
  segments?: number;
  trainingLimit?: number;
  encoder?: { type?: PQEncoderType; distribution?: PQEncoderDistribution };
  type: 'pq';
};
export type BQConfigUpdate = { rescoreLimit?: number; type: 'bq' };
export type SQConfigUpdate = { rescoreLimit?: number; trainingLimit?: number; type: 'sq' };
export type QuantizerConfigUpdate =
  | PQConfigUpdate
  | BQConfigUpdate
  | SQConfigUpdate
  | RQConfigUpdate
  | Record<string, unknown>;

// Multi-vectors

export type MuveraEncodingConfig = { ksim?: number; dprojections?: number; repetitions?: number; type: 'muvera' };
export type MultiVectorEncodingConfig = MuveraEncodingConfig | Record<string, unknown>;
/**
 * Fewer token vectors per object, each standing for several that are alike; what is stored, searched and given back are
 * these. weavelet's own.
 */
export type MultiVectorPooling = {
  /** One vector is left of so many: 2 halves memory and time and loses next to nothing. 1 by default. */
  factor?: number;
  /** Rows and columns of an image's patches, the first vectors of each object: every row becomes one vector. */
  grid?: { rows: number; columns: number };
};
export type MultiVectorConfig = {
  aggregation: 'maxSim' | string;
  encoding?: MultiVectorEncodingConfig;
  pooling?: MultiVectorPooling;
};
export type MuveraEncodingConfigCreate = RecursivePartial<MuveraEncodingConfig>;
export type MultiVectorEncodingConfigCreate = MuveraEncodingConfigCreate;
export type MultiVectorConfigCreate = {
  aggregation?: MultiVectorConfig['aggregation'];
  encoding?: MultiVectorEncodingConfigCreate;
  pooling?: MultiVectorPooling;
};

// What config.get() gives

export type VectorIndexConfigHNSW = {
  cleanupIntervalSeconds: number;
  distance: VectorDistance;
  dynamicEfMin: number;
  dynamicEfMax: number;
  dynamicEfFactor: number;
  efConstruction: number;
  ef: number;
  filterStrategy: VectorIndexFilterStrategy;
  flatSearchCutoff: number;
  maxConnections: number;
  multiVector: MultiVectorConfig | undefined;
  quantizer: QuantizerConfig | undefined;
  skip: boolean;
  vectorCacheMaxObjects: number;
  type: 'hnsw';
};
export type VectorIndexConfigHFresh = {
  distance: VectorDistance;
  maxPostingSizeKb: number;
  replicas: number;
  searchProbe: number;
  quantizer: QuantizerConfig | undefined;
  type: 'hfresh';
};
export type VectorIndexConfigFlat = {
  distance: VectorDistance;
  vectorCacheMaxObjects: number;
  quantizer: QuantizerConfig | undefined;
  type: 'flat';
};
export type VectorIndexConfigDynamic = {
  distance: VectorDistance;
  threshold: number;
  hnsw: VectorIndexConfigHNSW;
  flat: VectorIndexConfigFlat;
  type: 'dynamic';
};
export type VectorIndexConfig =
  | VectorIndexConfigHNSW
  | VectorIndexConfigFlat
  | VectorIndexConfigDynamic
  | VectorIndexConfigHFresh;
export type VectorIndexConfigType<I> = ByIndex<
  I,
  VectorIndexConfigHNSW,
  VectorIndexConfigFlat,
  VectorIndexConfigDynamic,
  VectorIndexConfigHFresh
>;
/** Picks by an index's name; a name that is not known has settings that are not known. */
type ByIndex<I, Hnsw, Flat, Dynamic, HFresh> = I extends 'hnsw'
  ? Hnsw
  : I extends 'flat'
    ? Flat
    : I extends 'dynamic'
      ? Dynamic
      : I extends 'hfresh'
        ? HFresh
        : I extends string
          ? Record<string, unknown>
          : never;

// What create and update take

type WithQuantizer<T> = RecursivePartial<Omit<T, 'quantizer'>> & { quantizer?: QuantizerConfigCreate };
export type VectorIndexConfigHNSWCreate = WithQuantizer<VectorIndexConfigHNSW>;
export type VectorIndexConfigHFreshCreate = WithQuantizer<VectorIndexConfigHFresh>;
export type VectorIndexConfigFlatCreate = WithQuantizer<VectorIndexConfigFlat>;
export type VectorIndexConfigDynamicCreate = RecursivePartial<Omit<VectorIndexConfigDynamic, 'hnsw' | 'flat'>> & {
  hnsw?: VectorIndexConfigHNSWCreate;
  flat?: VectorIndexConfigFlatCreate;
};
export type VectorIndexConfigCreate =
  | VectorIndexConfigFlatCreate
  | VectorIndexConfigHNSWCreate
  | VectorIndexConfigDynamicCreate
  | VectorIndexConfigHFreshCreate
  | Record<string, unknown>
  | undefined;
export type VectorIndexConfigCreateType<I> = ByIndex<
  I,
  VectorIndexConfigHNSWCreate | undefined,
  VectorIndexConfigFlatCreate | undefined,
  VectorIndexConfigDynamicCreate | undefined,
  VectorIndexConfigHFreshCreate | undefined
>;
export type VectorIndexConfigHNSWUpdate = {
  dynamicEfMin?: number;
  dynamicEfMax?: number;
  dynamicEfFactor?: number;
  ef?: number;
  filterStrategy?: VectorIndexFilterStrategy;
  flatSearchCutoff?: number;
  quantizer?: QuantizerConfigUpdate;
  vectorCacheMaxObjects?: number;
};
export type VectorIndexConfigHFreshUpdate = {
  maxPostingSizeKb?: number;
  searchProbe?: number;
  quantizer?: QuantizerConfigUpdate;
};
export type VectorIndexConfigFlatUpdate = { quantizer?: QuantizerConfigUpdate; vectorCacheMaxObjects?: number };
export type VectorIndexConfigDynamicUpdate = RecursivePartial<
  Omit<VectorIndexConfigDynamic, 'hnsw' | 'flat' | 'distance'>
> & { hnsw?: VectorIndexConfigHNSWUpdate; flat?: VectorIndexConfigFlatUpdate };
/** The name has this spelling in Weaviate's client. */
export type VectorIndexConfigDymamicUpdate = VectorIndexConfigDynamicUpdate;
export type VectorIndexConfigUpdate =
  | VectorIndexConfigFlatUpdate
  | VectorIndexConfigHNSWUpdate
  | VectorIndexConfigDynamicUpdate
  | VectorIndexConfigHFreshUpdate
  | Record<string, unknown>
  | undefined;
export type VectorIndexConfigUpdateType<I> = ByIndex<
  I,
  VectorIndexConfigHNSWUpdate,
  VectorIndexConfigFlatUpdate,
  VectorIndexConfigDynamicUpdate,
  VectorIndexConfigHFreshUpdate
>;
export type LegacyVectorizerConfigUpdate =
  | ModuleConfig<'flat', VectorIndexConfigFlatUpdate>
  | ModuleConfig<'hnsw', VectorIndexConfigHNSWUpdate>
  | ModuleConfig<string, Record<string, unknown>>;
export type VectorIndexConfigHNSWCreateOptions = {
  cleanupIntervalSeconds?: number;
  distanceMetric?: VectorDistance;
  dynamicEfFactor?: number;
  dynamicEfMax?: number;
  dynamicEfMin?: number;
  ef?: number;
  efConstruction?: number;
  flatSearchCutoff?: number;
  filterStrategy?: VectorIndexFilterStrategy;
  maxConnections?: number;
  multiVector?: MultiVectorConfigCreate;
  quantizer?: QuantizerConfigCreate;
  skip?: boolean;
  vectorCacheMaxObjects?: number;
};
export type VectorIndexConfigFlatCreateOptions = {
  distanceMetric?: VectorDistance;
  vectorCacheMaxObjects?: number;
  quantizer?: QuantizerConfigCreate;
};
export type VectorIndexConfigHFreshCreateOptions = {
  distanceMetric?: VectorDistance;
  maxPostingSizeKb?: number;
  replicas?: number;
  searchProbe?: number;
  quantizer?: QuantizerConfigCreate;
};
export type VectorIndexConfigDynamicCreateOptions = {
  distanceMetric?: VectorDistance;
  threshold?: number;
  hnsw?: ModuleConfig<'hnsw', VectorIndexConfigHNSWCreate | undefined> | VectorIndexConfigHNSWCreateOptions;
  flat?: ModuleConfig<'flat', VectorIndexConfigFlatCreate | undefined> | VectorIndexConfigFlatCreateOptions;
};
