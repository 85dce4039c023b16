import { WeaviateInvalidInputError } from '../../errors.js';
import type { CollectionConfigUpdate } from '../../types/config.js';
import type { WeaviateClass } from '../../types/rest.js';
import { moduleName, moduleSettings } from './to-rest.js';

type Settings = Record<string, unknown>;
type IndexUpdate = { name: string; config?: object };
type VectorUpdate = { name?: string; vectorIndex?: IndexUpdate };

/** A class with an update merged into it, as `config.update` sends it back. Keys given as undefined unset. */
export function mergeUpdate(current: WeaviateClass, update: CollectionConfigUpdate<undefined>): WeaviateClass {
  const { description, propertyDescriptions, generative, reranker, vectorizers } = update;
  const { invertedIndex, multiTenancy, objectTTL, replication } = update;
  const merged: WeaviateClass = { ...current };
  if (description !== undefined) merged.description = description;
  if (propertyDescriptions) {
    merged.properties = current.properties?.map((property) => ({
      ...property,
      description: Object.hasOwn(propertyDescriptions, property.name!)
        ? propertyDescriptions[property.name!]
        : property.description,
    }));
  }
  if (generative) merged.moduleConfig = mergeModule(merged.moduleConfig, generative);
  if (reranker) merged.moduleConfig = mergeModule(merged.moduleConfig, reranker);
  if (invertedIndex) {
    const { bm25, stopwords, ...rest } = invertedIndex;
    const index = current.invertedIndexConfig;
    merged.invertedIndexConfig = {
      ...index,
      ...rest,
      bm25: bm25 ? { ...index?.bm25, ...bm25 } : index?.bm25,
      stopwords: stopwords ? { ...index?.stopwords, ...stopwords } : index?.stopwords,
    };
  }
  if (multiTenancy) merged.multiTenancyConfig = { ...current.multiTenancyConfig, ...multiTenancy };
  if (objectTTL) {
    const ttl = current.objectTtlConfig;
    merged.objectTtlConfig = {
      enabled: objectTTL.enabled ?? ttl?.enabled,
      deleteOn: objectTTL.deleteOn ?? ttl?.deleteOn,
      defaultTtl: objectTTL.defaultTTLSeconds ?? ttl?.defaultTtl,
      filterExpiredObjects: objectTTL.filterExpiredObjects ?? ttl?.filterExpiredObjects,
    };
  }
  if (replication) {
    merged.replicationConfig = { asyncEnabled: false, ...current.replicationConfig, ...replication };
  }
  return vectorizers ? mergeVectors(merged, vectorizers as VectorUpdate | VectorUpdate[]) : merged;
}

/** A module's new settings over its old ones; another module of its kind goes. */
function mergeModule(current: WeaviateClass['moduleConfig'], module: { name: string; config?: object }): Settings {
  const name = moduleName(module.name);
  const kind = name.slice(0, name.indexOf('-') + 1);
  const others = Object.entries(current ?? {}).filter(([key]) => key === name || !key.startsWith(kind));
  const kept = Object.fromEntries(others);
  return { ...kept, [name]: { ...(kept[name] as object | undefined), ...moduleSettings(module) } };
}

/** Vector updates by name; a single one is for `default` or for the legacy vector. Unknown names are left out. */
function mergeVectors(current: WeaviateClass, updates: VectorUpdate | VectorUpdate[]): WeaviateClass {
  if (!Array.isArray(updates) && !current.vectorConfig) {
    return { ...current, vectorIndexConfig: mergeIndex(current.vectorIndexConfig, updates.vectorIndex) };
  }
  const list = Array.isArray(updates) ? updates : [{ ...updates, name: 'default' }];
  const vectorConfig = { ...current.vectorConfig };
  for (const { name = '', vectorIndex } of list) {
    const vector = vectorConfig[name];
    if (!vector) continue;
    vectorConfig[name] = { ...vector, vectorIndexConfig: mergeIndex(vector.vectorIndexConfig, vectorIndex) };
  }
  return { ...current, vectorConfig };
}

const QUANTIZERS = ['bq', 'pq', 'sq', 'rq'];

function mergeIndex(current: Settings | undefined, update: IndexUpdate | undefined): Settings | undefined {
  if (!update?.config) return current;
  const { name } = update;
  const config = update.config as Settings;
  if (name === 'dynamic') {
    const { hnsw, flat, ...rest } = config;
    const merged: Settings = { ...current, ...rest };
    if (hnsw) merged.hnsw = mergeIndex(current?.hnsw as Settings, { name: 'hnsw', config: hnsw as object });
    if (flat) merged.flat = mergeIndex(current?.flat as Settings, { name: 'flat', config: flat as object });
    return merged;
  }
  const { quantizer, ...rest } = config as Settings & { quantizer?: { type: string } };
  if (!quantizer) return { ...current, ...rest };
  const { type, ...settings } = quantizer;
  const enabled = (one: string) => (current?.[one] as Settings | undefined)?.enabled === true;
  if (QUANTIZERS.some((one) => one !== type && enabled(one))) {
    throw new WeaviateInvalidInputError('Cannot update the quantizer type of an enabled vector index.');
  }
  return { ...current, ...rest, [type]: { ...(current?.[type] as Settings), ...settings, enabled: true } };
}
