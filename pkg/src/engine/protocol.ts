/**
 * What travels between the client's namespaces and an engine, in one list: {@link Calls}.
 * Everything here survives a structured clone, so the same messages serve an engine in this
 * thread and one behind a Web Worker. Names and shapes follow Weaviate's REST schema where one exists.
 */

import type { AsYouTypeOptions, Explanation, HighlightOptions, Highlights, LabelledVectors } from '../types/explain.js';

/** A JSON value as the server's REST interface would carry it. `undefined` members are absent. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };
export type JsonObject = { [key: string]: Json | undefined };

/** One vector (number list) or one multi-vector (list of token vectors), in any accepted form. */
export type VectorValue = PlainVector | LabelledVectors;

/** A vector without labels. */
export type PlainVector =
  | number[]
  | Float32Array
  | number[][]
  | Float32Array[]
  | { data: Float32Array; dimensions: number };

/** A vector or multi-vector as it comes back: row-major, `data.length` is a multiple of `dimensions`. */
export type VectorReply = { data: Float32Array; dimensions: number; multi: boolean };

/** An object on its way in. Dates are RFC 3339 strings, references are beacon strings by property. */
export type ObjectInput = {
  id?: string;
  properties?: JsonObject;
  references?: Record<string, string[]>;
  /** By target vector; `''` is the unnamed vector (the legacy one, or the only named one). */
  vectors?: Record<string, VectorValue>;
};

/** Where an object call goes. `tenant` is absent for a handle without one. */
export type Place = { collection: string; tenant?: string };

/** A filter as the client's builder makes it; `target` says what it looks at. */
export type FilterNode = {
  operator: string;
  target?: FilterTarget;
  value?: Json;
  filters?: FilterNode[];
};
export type FilterTarget =
  | { property: string }
  | { single: { on: string; target: FilterTarget } }
  | { multi: { on: string; collection: string; target: FilterTarget } }
  | { count: { on: string } };

/** `values` holds one entry per query vector; several for one target mean several query vectors. */
export type TargetQuery = { target: string; values: VectorValue[] };

export type MoveRequest = { force: number; concepts?: string[]; objects?: string[] };

export type NearRequest = {
  /** Exactly one source. `vectors` with target `''`: one bare vector for whichever target is searched. */
  vectors?: TargetQuery[];
  object?: string;
  text?: { concepts: string[]; moveTo?: MoveRequest; moveAway?: MoveRequest };
  media?: { kind: 'audio' | 'depth' | 'image' | 'imu' | 'thermal' | 'video'; data: string };
  certainty?: number;
  distance?: number;
  targets?: Targets;
};

/** Target vectors and how their distances join. `weights` has one entry per query vector, in order. */
export type Targets = {
  names: string[];
  combination?: 'sum' | 'average' | 'minimum' | 'relativeScore' | 'manualWeights';
  weights?: { target: string; weight: number }[];
};

export type KeywordRequest = {
  query: string;
  /** `name` or `name^boost`; absent: every searchable property. */
  properties?: string[];
  operator?: 'Or' | 'And' | 'AndCross';
  minimumMatch?: number;
  asYouType?: Required<AsYouTypeOptions>;
};

export type HybridRequest = KeywordRequest & {
  alpha: number;
  fusion?: 'Ranked' | 'RelativeScore';
  maxVectorDistance?: number;
  /** The dense leg's own query: bare vectors, or a nearText/nearVector sub-search. Absent: `query` is embedded. */
  near?: NearRequest;
  targets?: Targets;
};

export type BoostRequest = {
  weight?: number;
  depth?: number;
  conditions: {
    weight?: number;
    filter?: FilterNode;
    decay?: {
      kind: 'time' | 'numeric';
      property: string;
      origin?: string | number;
      scale?: string | number;
      offset?: string | number;
      curve?: 'exponential' | 'gaussian' | 'linear';
      decay?: number;
    };
    propertyValue?: { property: string; modifier?: 'log1p' | 'sqrt' };
  }[];
};

/** Which references to follow, and what to return of their targets. */
export type ReferenceRequest = {
  on: string;
  collection?: string;
  returns: Returns;
};

/** What of each hit comes back. */
export type Returns = {
  /** Property paths; absent: every property but blobs. A nested one is `{ name, properties }`. */
  properties?: PropertyRequest[];
  references?: ReferenceRequest[];
  /** `true`: all vectors. */
  vectors?: boolean | string[];
  metadata?: MetadataKey[];
};
export type PropertyRequest = string | { name: string; properties: PropertyRequest[] };
export type MetadataKey =
  | 'creationTime'
  | 'updateTime'
  | 'distance'
  | 'certainty'
  | 'score'
  | 'explainScore'
  | 'explain'
  | 'isConsistent'
  | 'queryProfile';

/** Vectors of a query for one target and role, ready made. */
export type EmbeddedQuery = { target: string; role: string; vectors: VectorValue[] };

/** One search. At most one of `keyword`, `near`, `hybrid`; none of them lists objects. */
export type SearchRequest = Place & {
  keyword?: KeywordRequest;
  near?: NearRequest;
  hybrid?: HybridRequest;
  filters?: FilterNode;
  sort?: { property: string; ascending: boolean }[];
  limit?: number;
  offset?: number;
  after?: string;
  autoLimit?: number;
  groupBy?: { property: string; numberOfGroups: number; objectsPerGroup: number };
  boost?: BoostRequest;
  diversity?: { limit?: number; balance?: number };
  rerank?: { property: string; query?: string };
  /** Whether explanations have all similarities. */
  explainMatrix?: boolean;
  highlight?: HighlightOptions;
  /** What `search.embed` has made for this search: then nothing is embedded. */
  embedded?: EmbeddedQuery[];
  returns: Returns;
};

export type Hit = {
  uuid: string;
  /** Ready for the user: `Date` for dates, every asked-for property a key, missing ones `undefined`. */
  properties: Record<string, unknown>;
  metadata: {
    creationTime?: Date;
    updateTime?: Date;
    distance?: number;
    certainty?: number;
    score?: number;
    explainScore?: string;
    rerankScore?: number;
    isConsistent?: boolean;
    explain?: Explanation;
    highlights?: Highlights;
  };
  references?: Record<string, { targetCollection: string; objects: Hit[] }>;
  vectors?: Record<string, VectorReply>;
};
export type Group = {
  name: string;
  minDistance: number;
  maxDistance: number;
  numberOfObjects: number;
  rerankScore?: number;
  objects: Hit[];
};
export type SearchReply = {
  objects: Hit[];
  /** Only for a `groupBy` request. */
  groups?: Group[];
  /** Parts of the collection that did not answer, where the connection goes on without them. */
  missingShards?: string[];
  profile?: { name: string; node: string; searches: Record<string, { details: Record<string, string> }> }[];
};

/** Which numbers to make of one property. */
export type MetricRequest = {
  property: string;
  kind: 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'reference';
  /** Names as in the client: count, maximum, mean, median, minimum, mode, sum, topOccurrences, totalTrue … */
  metrics: string[];
  /** Text only: how many top occurrences. */
  limit?: number;
};
export type AggregateRequest = Place & {
  metrics: MetricRequest[];
  filters?: FilterNode;
  groupBy?: { property: string; limit?: number };
  near?: NearRequest;
  hybrid?: HybridRequest;
  objectLimit?: number;
};
export type AggregateResult = {
  totalCount: number;
  properties: Record<string, Record<string, unknown>>;
};
export type AggregateReply = {
  result?: AggregateResult;
  groups?: (AggregateResult & { groupedBy: { property: string; value: unknown } })[];
};

/** What to measure; queries as lists of token vectors. */
export type DiagnoseRequest = Place & { target?: string; queries?: number[][][]; k?: number; sample?: number };

/** Which of Weaviate's writes an object write stands for: error texts and id rules differ between them. */
export type WriteReply = { id: string };
export type BatchReply = {
  /** In input order: the id (as given) or what was wrong with that object. */
  results: ({ id: string } | { error: string; id?: string })[];
};
export type DeleteManyReply = {
  matches: number;
  successful: number;
  failed: number;
  objects?: { id: string; successful: boolean; error?: string }[];
};
export type ReferenceEntry = { fromUuid: string; property: string; to: string };
export type TenantRecord = { name: string; activityStatus: string };
export type TokenizeReply = { indexed: string[]; query: string[] };

/**
 * Every call an engine answers: name → request and reply.
 * Refusals reject with an {@link EngineError}; its `status` is the HTTP status the server gives.
 */
export type Calls = {
  'schema.list': { request: Record<string, never>; reply: JsonObject[] };
  /** The REST class, or null. The first letter is NOT upper-cased here: callers pass what the server would look up. */
  'schema.get': { request: { collection: string }; reply: JsonObject | null };
  'schema.create': { request: { class: JsonObject }; reply: JsonObject };
  /** PUT of a whole REST class. */
  'schema.update': { request: { collection: string; class: JsonObject }; reply: JsonObject };
  'schema.delete': { request: { collection: string }; reply: null };
  'schema.addProperty': { request: { collection: string; property: JsonObject }; reply: JsonObject };
  'schema.dropIndex': { request: { collection: string; property: string; index: string }; reply: null };
  'schema.shards': {
    request: { collection: string };
    reply: { name: string; status: string; vectorQueueSize: number }[];
  };
  'schema.updateShard': { request: { collection: string; shard: string; status: string }; reply: { status: string } };
  'alias.create': { request: { alias: string; collection: string }; reply: { alias: string; class: string } };
  'alias.list': { request: { collection?: string }; reply: { alias: string; class: string }[] };
  'alias.get': { request: { alias: string }; reply: { alias: string; class: string } };
  'alias.update': { request: { alias: string; collection: string }; reply: { alias: string; class: string } };
  'alias.delete': { request: { alias: string }; reply: null };
  'tenants.create': { request: { collection: string; tenants: TenantRecord[] }; reply: TenantRecord[] };
  /** Without names: all of them. Status names are HOT, COLD, FROZEN. */
  'tenants.get': { request: { collection: string; names?: string[] }; reply: TenantRecord[] };
  'tenants.update': { request: { collection: string; tenants: TenantRecord[] }; reply: TenantRecord[] };
  'tenants.delete': { request: { collection: string; names: string[] }; reply: null };
  'tokenize.text': {
    request: {
      text: string;
      tokenization: string;
      analyzerConfig?: JsonObject;
      stopwords?: JsonObject;
      stopwordPresets?: JsonObject;
    };
    reply: TokenizeReply;
  };
  'tokenize.property': { request: { collection: string; property: string; text: string }; reply: TokenizeReply };
  'objects.insert': { request: Place & { object: ObjectInput }; reply: WriteReply };
  'objects.batch': { request: Place & { objects: ObjectInput[] }; reply: BatchReply };
  'objects.merge': { request: Place & { object: ObjectInput & { id: string } }; reply: null };
  /** The object as it was sent: a server's answer has this body, whatever the client's types say. */
  'objects.replace': { request: Place & { object: ObjectInput & { id: string } }; reply: JsonObject };
  'objects.delete': { request: Place & { id: string }; reply: boolean };
  'objects.exists': { request: Place & { id: string }; reply: boolean };
  /** One object by id or null: reads go through `objects.fetch`, not through `search`. */
  'objects.fetch': { request: Place & { id: string; returns: Returns }; reply: Hit | null };
  'objects.deleteMany': {
    request: Place & { filters: FilterNode; verbose: boolean; dryRun: boolean };
    reply: DeleteManyReply;
  };
  'references.add': { request: Place & { id: string; property: string; to: string }; reply: null };
  'references.replace': { request: Place & { id: string; property: string; to: string[] }; reply: null };
  'references.delete': { request: Place & { id: string; property: string; to: string }; reply: null };
  'references.batch': { request: Place & { references: ReferenceEntry[] }; reply: { errors: Record<number, string> } };
  search: { request: SearchRequest; reply: SearchReply };
  /** Embeds what a search needs, for one that is made elsewhere. */
  'search.embed': { request: SearchRequest; reply: EmbeddedQuery[] };
  aggregate: { request: AggregateRequest; reply: AggregateReply };
  diagnose: { request: DiagnoseRequest; reply: object };
};
export type CallName = keyof Calls;
