import type {
  BoostRequest,
  HybridRequest,
  KeywordRequest,
  MetadataKey,
  MoveRequest,
  NearRequest,
  PropertyRequest,
  ReferenceRequest,
  Returns,
  SearchRequest,
} from '../engine/protocol.js';
import { WeaviateInvalidInputError } from '../errors.js';
import type { FilterValue } from '../types/filters.js';
import type {
  BaseBm25Options,
  BaseHybridOptions,
  BaseNearTextOptions,
  BoostOptions,
  DiversityConfig,
  FetchObjectsOptions,
  GroupByOptions,
  HybridNearTextSubSearch,
  HybridNearVectorSubSearch,
  MoveOptions,
  NearVectorInputType,
  QueryMetadata,
  QueryNestedDefault,
  QueryPropertyName,
  RefPropertyDefault,
  SearchOptions,
} from '../types/query.js';
import { filterNode, uncapitalized } from './filter.js';
import type { Target } from './session.js';
import { isVector, queryVectors, targets } from './vectors.js';

/** The options of any search, of a collection whose types are not known. */
type Untyped = SearchOptions<undefined, unknown> &
  Pick<FetchObjectsOptions<undefined, unknown>, 'after' | 'sort'> & {
    groupBy?: GroupByOptions<undefined>;
    diversity?: DiversityConfig;
  };
type Near = BaseNearTextOptions<undefined, undefined, unknown>;
type Keyword = BaseBm25Options<undefined, unknown>;
export type HybridInput = BaseHybridOptions<undefined, undefined, unknown>;

const METADATA = [
  'creationTime',
  'updateTime',
  'distance',
  'certainty',
  'score',
  'explainScore',
  'isConsistent',
] as const;

/** The keys of `returnMetadata`; rerank scores come whenever there are some. */
function metadataKeys(metadata: QueryMetadata): MetadataKey[] | undefined {
  if (metadata === undefined) return undefined;
  if (metadata === 'all') return [...METADATA];
  if (!Array.isArray(metadata) || metadata.length === 0) {
    throw new WeaviateInvalidInputError(`Invalid returnMetadata argument: ${metadata}.`);
  }
  const known = metadata.filter((key): key is MetadataKey => key !== 'all' && key !== 'rerankScore');
  const all = metadata.includes('all') && known.every((key) => key === 'queryProfile');
  return all ? [...METADATA, ...known] : known;
}

const propertyRequest = (property: string | QueryNestedDefault, nested = false): PropertyRequest => {
  const name = (text: string) => (nested ? text : uncapitalized(text));
  if (typeof property === 'string') return name(property);
  return { name: name(property.name), properties: property.properties.map((inner) => propertyRequest(inner, true)) };
};

const referenceRequest = (reference: RefPropertyDefault): ReferenceRequest => ({
  on: uncapitalized(reference.linkOn),
  collection: reference.targetCollection,
  returns: returns(reference),
});

type ReturnOptions = {
  includeVector?: unknown;
  returnMetadata?: QueryMetadata;
  returnProperties?: (string | QueryNestedDefault)[];
  returnReferences?: RefPropertyDefault[];
};

/** What of each hit comes back. A vector name that stands alone, not in a list, asks for none: so in Weaviate. */
export function returns(options: ReturnOptions, metadata = metadataKeys(options.returnMetadata)): Returns {
  const { includeVector, returnProperties, returnReferences } = options;
  return {
    properties: returnProperties?.map((property) => propertyRequest(property)),
    references: returnReferences?.map(referenceRequest),
    vectors: includeVector === true || Array.isArray(includeVector) ? includeVector : undefined,
    metadata,
  };
}

/** The part of a request that all searches share. */
export function searchRequest(target: Target, options: Untyped = {}): SearchRequest {
  const { filters, sort, groupBy, boost, diversity, rerank } = options;
  return {
    collection: target.collection,
    tenant: target.tenant || undefined,
    limit: options.limit,
    offset: options.offset,
    after: options.after,
    autoLimit: options.autoLimit,
    filters: filters && filterNode(filters),
    sort: sort?.sorts.map(({ property, ascending }) => ({ property: uncapitalized(property), ascending: !!ascending })),
    groupBy: groupBy && { ...groupBy, property: uncapitalized(groupBy.property) },
    boost: boost && boostRequest(boost),
    diversity: diversity && { limit: diversity.limit, balance: diversity.balance },
    rerank: rerank && { property: uncapitalized(rerank.property), query: rerank.query },
    ...explaining(options),
    returns: returns(options),
  };
}

/** What is told of each hit beside the server's metadata. */
function explaining({ explain, highlight }: Untyped): Pick<SearchRequest, 'explainMatrix' | 'highlight'> {
  return {
    explainMatrix: explain?.matrix || undefined,
    highlight: highlight === true ? {} : highlight || undefined,
  };
}

/** What a query that is being typed finds, with its defaults; undefined where it is off. */
function asYouType(options: Keyword['asYouType']): KeywordRequest['asYouType'] {
  if (!options) return undefined;
  const { prefix = 'last', edits = 1 } = options === true ? {} : options;
  if (!['last', 'all', 'none'].includes(prefix)) {
    throw new WeaviateInvalidInputError(`asYouType: prefix must be 'last', 'all' or 'none', got: ${prefix}`);
  }
  if (edits !== 0 && edits !== 1) throw new WeaviateInvalidInputError(`asYouType: edits must be 0 or 1, got: ${edits}`);
  return { prefix, edits };
}

/** A keyword query. */
export function keywordRequest(
  query: string,
  properties: QueryPropertyName<undefined>[] | undefined,
  operator: Keyword['operator'],
  typing?: Keyword['asYouType'],
): KeywordRequest {
  return {
    query,
    properties: properties?.map((property) =>
      uncapitalized(typeof property === 'string' ? property : `${property.name}^${property.weight}`),
    ),
    operator: operator?.operator,
    minimumMatch: operator?.operator === 'Or' ? operator.minimumMatch : undefined,
    asYouType: asYouType(typing),
  };
}

/** The source and the limits of a vector search. */
export function nearRequest(
  source: Pick<NearRequest, 'object' | 'media'> | { concepts: string | string[] },
  options: Near = {},
): NearRequest {
  const near = {
    certainty: options.certainty,
    distance: options.distance,
    targets: targets(options.targetVector),
  };
  if (!('concepts' in source)) return { ...near, ...source };
  return { ...near, text: textRequest(source.concepts, options) };
}

const textRequest = (concepts: string | string[], { moveTo, moveAway }: Pick<Near, 'moveTo' | 'moveAway'>) => ({
  concepts: [concepts].flat(),
  moveTo: moveTo && moveRequest(moveTo),
  moveAway: moveAway && moveRequest(moveAway),
});

const moveRequest = ({ force, concepts, objects }: MoveOptions): MoveRequest => ({ force, concepts, objects });

/** A vector search by given vectors. */
export function nearVectorRequest(vector: NearVectorInputType, options: Near = {}): NearRequest {
  return {
    certainty: options.certainty,
    distance: options.distance,
    ...queryVectors('nearVector', vector, options.targetVector),
  };
}

/** A fused search. Its dense leg is embedded from the query, or given as vectors or as a search of its own. */
export function hybridRequest(query: string, options: HybridInput = {}): HybridRequest {
  const { targets: chosen, ...near } = hybridNear(options);
  return {
    ...keywordRequest(query, options.queryProperties, options.bm25Operator),
    alpha: options.alpha ?? 0.5,
    fusion: options.fusionType,
    maxVectorDistance: options.maxVectorDistance,
    near: Object.keys(near).length > 0 ? near : undefined,
    targets: chosen,
  };
}

function hybridNear({ vector, targetVector }: HybridInput): NearRequest {
  if (vector !== undefined && !isVector(vector)) {
    const { query, certainty, distance } = vector as HybridNearTextSubSearch;
    if (query !== undefined) {
      const text = textRequest(query, vector as HybridNearTextSubSearch);
      return { text, certainty, distance, targets: targets(targetVector) };
    }
    const inner = (vector as HybridNearVectorSubSearch).vector;
    if (inner !== undefined) return { certainty, distance, ...queryVectors('vector', inner, targetVector) };
  }
  return queryVectors('vector', vector as NearVectorInputType | undefined, targetVector);
}

function boostRequest({ conditions, weight, depth }: BoostOptions): BoostRequest {
  return {
    weight,
    depth,
    conditions: conditions.map(({ weight, func }) => {
      if (func.type === 'filter') return { weight, filter: filterNode(func as FilterValue) };
      if (func.type === 'propertyValue') {
        return { weight, propertyValue: { property: uncapitalized(func.property), modifier: func.modifier } };
      }
      const { type, property, origin, scale, offset, curve, decay } = func;
      const kind = type === 'timeDecay' ? 'time' : 'numeric';
      return { weight, decay: { kind, property: uncapitalized(property), origin, scale, offset, curve, decay } };
    }),
  };
}
