/**
 * The public interface: every name of Weaviate's client, and the few that it does not have.
 * @module weavelet
 */
import {
  client,
  connectToCustom,
  connectToLocal,
  connectToWCD,
  connectToWCS,
  connectToWeaviateCloud,
} from './client.js';
import { configGuards } from './collections/config/guards.js';
import {
  ApiKey,
  AuthAccessTokenCredentials,
  AuthClientCredentials,
  AuthUserPasswordCredentials,
} from './collections/credentials.js';
import { filter } from './collections/filter.js';
import { queryFactory } from './collections/operators.js';
import { permissions } from './collections/permissions.js';
import { configure, reconfigure } from './configure/configure.js';

export { configGuards, Quantizer, VectorIndex } from './collections/config/guards.js';
export { ConnectionGQL, ConnectionGRPC, ConnectionREST, weaviateV2 } from './collections/credentials.js';
export { Filters } from './collections/filter.js';
export { heatMap } from './collections/heat-map.js';
export { Iterator } from './collections/iterator.js';
export { downloadImageFromURLAsBase64, toBase64FromMedia } from './collections/media.js';
export { MetricsManager, metrics } from './collections/metrics.js';
export { Bm25Operator, Boost, Diversity, DiversityGuards, queryFactory } from './collections/operators.js';
export { Reference, ReferenceManager } from './collections/references.js';
export { Sorting } from './collections/sort.js';
export { generateUuid5 } from './collections/uuid.js';
export { DbVersion } from './collections/version.js';
export { dataType, tokenization, vectorDistances } from './configure/constants.js';
export { generativeParameters } from './configure/generative-parameters.js';
export { generative, reranker } from './configure/modules.js';
export { vectorIndex } from './configure/vector-index.js';
export { multiVectors, vectorizer, vectors } from './configure/vectors.js';
export { EngineError, FormatTooNewError } from './engine/engine.js';
export * from './errors.js';
export type {
  Commit,
  Durability,
  StorageAdapter,
  StorageCapabilities,
  StorageFailure,
  StorageReserve,
} from './storage/adapter.js';
export { StorageError, StorageLostError } from './storage/adapter.js';
export type * from './types/admin.js';
export type * from './types/aggregate.js';
export type * from './types/client.js';
export type * from './types/collection.js';
export type * from './types/config.js';
export type * from './types/copy.js';
export type * from './types/data.js';
export type * from './types/database.js';
export type * from './types/diagnose.js';
export type * from './types/encoder.js';
export type * from './types/explain.js';
export type * from './types/fields.js';
export type * from './types/filters.js';
export type * from './types/generate.js';
export type * from './types/generate-runtime.js';
export type * from './types/infer.js';
export type * from './types/modules.js';
export type * from './types/query.js';
export type * from './types/rest.js';
export type * from './types/searches.js';
export type * from './types/tenants.js';
export type * from './types/vector-index.js';
export type * from './types/vectorizers.js';
export type { Embedding, EmbedInput, EmbedOptions, VectorizerPlugin } from './vectorize/registry.js';
export { registerVectorizer } from './vectorize/registry.js';
export {
  ApiKey,
  AuthAccessTokenCredentials,
  AuthClientCredentials,
  AuthUserPasswordCredentials,
  configure,
  connectToCustom,
  connectToLocal,
  connectToWCD,
  connectToWCS,
  connectToWeaviateCloud,
  reconfigure,
};

/** The object that programs import as `weaviate`. */
const weaviate = {
  connectToCustom,
  connectToLocal,
  connectToWCD,
  connectToWCS,
  connectToWeaviateCloud,
  client,
  ApiKey,
  AuthUserPasswordCredentials,
  AuthAccessTokenCredentials,
  AuthClientCredentials,
  configure,
  configGuards,
  filter: filter(),
  reconfigure,
  permissions,
  query: queryFactory,
};
export default weaviate;
