import type { WeaviateGenericObject, WeaviateNonGenericObject, WeaviateUntypedObject } from './fields.js';
import type {
  BaseBm25Options,
  BaseHybridOptions,
  BaseNearOptions,
  BaseNearTextOptions,
  Bm25Options,
  CallOptions,
  FetchObjectsOptions,
  GroupByBm25Options,
  GroupByHybridOptions,
  GroupByNearOptions,
  GroupByNearTextOptions,
  GroupByObject,
  GroupByResult,
  HybridOptions,
  IncludeVector,
  Media,
  NearMediaType,
  NearOptions,
  NearTextOptions,
  NearVectorInputType,
  QueryProfile,
  ReturnVectors,
} from './query.js';
import type { ModuleConfig } from './vector-index.js';

/** A provider's settings for one call; only a collection's own function can run here, so these are refused. */
export type GenerativeConfigRuntime = ModuleConfig<string, object | undefined>;
export type GenerativeConfigRuntimeType<G> = G extends 'none' ? undefined : Record<string, unknown>;
/** Providers tell token counts and the like; a function tells none. */
export type GenerativeMetadata<C extends GenerativeConfigRuntime | undefined> = C extends undefined ? never : never;
export type GenerativeDebug = { fullPrompt?: string };
export type GenerativeSingle<C extends GenerativeConfigRuntime | undefined> = {
  debug?: GenerativeDebug;
  metadata?: GenerativeMetadata<C>;
  text?: string;
};
export type GenerativeGrouped<C extends GenerativeConfigRuntime | undefined> = {
  metadata?: GenerativeMetadata<C>;
  text?: string;
};
type Generated<C extends GenerativeConfigRuntime | undefined> = {
  generated?: string;
  generative?: GenerativeSingle<C>;
};
export type GenerativeGenericObject<T, V, C extends GenerativeConfigRuntime | undefined> = WeaviateGenericObject<T, V> &
  Generated<C>;
export type GenerativeNonGenericObject<C extends GenerativeConfigRuntime | undefined> = WeaviateNonGenericObject &
  Generated<C>;
export type GenerativeObject<T, V, C extends GenerativeConfigRuntime | undefined> = T extends undefined
  ? V extends undefined
    ? GenerativeNonGenericObject<C>
    : WeaviateUntypedObject<V> & Generated<C>
  : V extends undefined
    ? GenerativeGenericObject<T, WeaviateNonGenericObject['vectors'], C>
    : GenerativeGenericObject<T, V, C>;
export type GenerativeReturn<T, V, C extends GenerativeConfigRuntime | undefined> = {
  objects: GenerativeObject<T, V, C>[];
  generated?: string;
  generative?: GenerativeGrouped<C>;
  queryProfile?: QueryProfile;
};
export type GenerativeGroupByResult<T, V, C extends GenerativeConfigRuntime | undefined> = GroupByResult<T, V> &
  Generated<C>;
export type GenerativeGroupByReturn<T, V, C extends GenerativeConfigRuntime | undefined> = {
  objects: GroupByObject<T, V>[];
  groups: Record<string, GenerativeGroupByResult<T, V, C>>;
  generated?: string;
  generative?: GenerativeGrouped<C>;
  queryProfile?: QueryProfile;
};
export type GenerateReturn<T, V, C extends GenerativeConfigRuntime | undefined> =
  | Promise<GenerativeReturn<T, V, C>>
  | Promise<GenerativeGroupByReturn<T, V, C>>;

type PropertyNames<T> = T extends undefined ? string[] : (keyof T)[];
export type SinglePrompt = {
  prompt: string;
  debug?: boolean;
  metadata?: boolean;
  images?: Media[];
  imageProperties?: string[];
};
export type GroupedTask<T> = {
  prompt: string;
  metadata?: boolean;
  images?: Media[];
  imageProperties?: string[];
} & { nonBlobProperties?: PropertyNames<T> };
export type GenerateOptions<T, C> = {
  /** Asked of every object; `{name}` stands for the object's property of that name. */
  singlePrompt?: string | SinglePrompt;
  config?: C;
} & {
  /** Asked once, of all objects together. */
  groupedTask?: string | GroupedTask<T>;
  groupedProperties?: PropertyNames<T>;
};

/** The searches of `query`, with a text generated for each object or for all. */
export interface Generate<T, V> {
  fetchObjects<I extends IncludeVector<V>, C extends GenerativeConfigRuntime | undefined = undefined>(
    generate: GenerateOptions<T, C>,
    opts?: FetchObjectsOptions<T, I | V>,
    callOpts?: CallOptions,
  ): Promise<GenerativeReturn<T, V, C>>;
  bm25<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    query: string,
    generate: GenerateOptions<T, C>,
    opts?: BaseBm25Options<T, I>,
    callOpts?: CallOptions,
  ): Promise<GenerativeReturn<T, RV, C>>;
  bm25<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    query: string,
    generate: GenerateOptions<T, C>,
    opts: GroupByBm25Options<T, I>,
    callOpts?: CallOptions,
  ): Promise<GenerativeGroupByReturn<T, RV, C>>;
  bm25<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    query: string,
    generate: GenerateOptions<T, C>,
    opts?: Bm25Options<T, I>,
    callOpts?: CallOptions,
  ): GenerateReturn<T, RV, C>;
  hybrid<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    query: string,
    generate: GenerateOptions<T, C>,
    opts?: BaseHybridOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GenerativeReturn<T, RV, C>>;
  hybrid<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    query: string,
    generate: GenerateOptions<T, C>,
    opts: GroupByHybridOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GenerativeGroupByReturn<T, RV, C>>;
  hybrid<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    query: string,
    generate: GenerateOptions<T, C>,
    opts?: HybridOptions<T, V, I>,
    callOpts?: CallOptions,
  ): GenerateReturn<T, RV, C>;
  nearImage<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    image: Media,
    generate: GenerateOptions<T, C>,
    opts?: BaseNearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GenerativeReturn<T, RV, C>>;
  nearImage<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    image: Media,
    generate: GenerateOptions<T, C>,
    opts: GroupByNearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GenerativeGroupByReturn<T, RV, C>>;
  nearImage<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    image: Media,
    generate: GenerateOptions<T, C>,
    opts?: NearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): GenerateReturn<T, RV, C>;
  nearMedia<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    media: Media,
    type: NearMediaType,
    generate: GenerateOptions<T, C>,
    opts?: BaseNearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GenerativeReturn<T, RV, C>>;
  nearMedia<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    media: Media,
    type: NearMediaType,
    generate: GenerateOptions<T, C>,
    opts: GroupByNearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GenerativeGroupByReturn<T, RV, C>>;
  nearMedia<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    media: Media,
    type: NearMediaType,
    generate: GenerateOptions<T, C>,
    opts?: NearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): GenerateReturn<T, RV, C>;
  nearObject<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    id: string,
    generate: GenerateOptions<T, C>,
    opts?: BaseNearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GenerativeReturn<T, RV, C>>;
  nearObject<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    id: string,
    generate: GenerateOptions<T, C>,
    opts: GroupByNearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GenerativeGroupByReturn<T, RV, C>>;
  nearObject<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    id: string,
    generate: GenerateOptions<T, C>,
    opts?: NearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): GenerateReturn<T, RV, C>;
  nearText<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    query: string | string[],
    generate: GenerateOptions<T, C>,
    opts?: BaseNearTextOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GenerativeReturn<T, RV, C>>;
  nearText<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    query: string | string[],
    generate: GenerateOptions<T, C>,
    opts: GroupByNearTextOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GenerativeGroupByReturn<T, RV, C>>;
  nearText<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    query: string | string[],
    generate: GenerateOptions<T, C>,
    opts?: NearTextOptions<T, V, I>,
    callOpts?: CallOptions,
  ): GenerateReturn<T, RV, C>;
  nearVector<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    vector: NearVectorInputType,
    generate: GenerateOptions<T, C>,
    opts?: BaseNearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GenerativeReturn<T, RV, C>>;
  nearVector<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    vector: NearVectorInputType,
    generate: GenerateOptions<T, C>,
    opts: GroupByNearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GenerativeGroupByReturn<T, RV, C>>;
  nearVector<
    I extends IncludeVector<V>,
    RV extends ReturnVectors<V, I>,
    C extends GenerativeConfigRuntime | undefined = undefined,
  >(
    vector: NearVectorInputType,
    generate: GenerateOptions<T, C>,
    opts?: NearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): GenerateReturn<T, RV, C>;
}
