import type {
  BQConfig,
  PQConfig,
  QuantizerConfig,
  RQConfig,
  SQConfig,
  VectorIndexConfig,
  VectorIndexConfigDynamic,
  VectorIndexConfigFlat,
  VectorIndexConfigHFresh,
  VectorIndexConfigHNSW,
} from '../../types/vector-index.js';

/** Tells the vector indexes of `config.get()` apart. */
// biome-ignore lint/complexity/noStaticOnlyClass: the name and the static methods are the interface.
export class VectorIndex {
  static isHNSW(config?: VectorIndexConfig): config is VectorIndexConfigHNSW {
    return config?.type === 'hnsw';
  }

  static isFlat(config?: VectorIndexConfig): config is VectorIndexConfigFlat {
    return config?.type === 'flat';
  }

  static isDynamic(config?: VectorIndexConfig): config is VectorIndexConfigDynamic {
    return config?.type === 'dynamic';
  }

  static isHFresh(config?: VectorIndexConfig): config is VectorIndexConfigHFresh {
    return config?.type === 'hfresh';
  }
}

/** Tells the quantizers of `config.get()` apart. */
// biome-ignore lint/complexity/noStaticOnlyClass: the name and the static methods are the interface.
export class Quantizer {
  static isPQ(config?: QuantizerConfig): config is PQConfig {
    return config?.type === 'pq';
  }

  static isBQ(config?: QuantizerConfig): config is BQConfig {
    return config?.type === 'bq';
  }

  static isSQ(config?: QuantizerConfig): config is SQConfig {
    return config?.type === 'sq';
  }

  static isRQ(config?: QuantizerConfig): config is RQConfig {
    return config?.type === 'rq';
  }
}

/** Both in one. */
export const configGuards = { quantizer: Quantizer, vectorIndex: VectorIndex };
