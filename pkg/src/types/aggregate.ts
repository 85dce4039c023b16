import type { Members } from './fields.js';
import type { FilterValue } from './filters.js';
import type { Bm25OperatorOptions, Media, NearVectorInputType, QueryPropertyName, TargetVector } from './query.js';

export type PropertyOf<T> = T extends undefined ? string : keyof T & string;
export type AggregateBaseOptions<M> = { filters?: FilterValue; returnMetrics?: M };
export type GroupByAggregate<T> = { property: PropertyOf<T>; limit?: number };
type GroupBy<T> = { groupBy: PropertyOf<T> | { property: PropertyOf<T>; limit?: number } };
export type AggregateGroupByOptions<T, M> = AggregateBaseOptions<M> & GroupBy<T>;
export type AggregateOverAllOptions<M> = AggregateBaseOptions<M>;
export type AggregateNearOptions<M, V> = AggregateBaseOptions<M> & {
  certainty?: number;
  distance?: number;
  objectLimit?: number;
  targetVector?: TargetVector<V>;
};
export type AggregateHybridOptions<T, M, V> = AggregateBaseOptions<M> & {
  alpha?: number;
  maxVectorDistance?: number;
  objectLimit?: number;
  queryProperties?: QueryPropertyName<T>[];
  targetVector?: TargetVector<V>;
  vector?: NearVectorInputType;
  bm25Operator?: Bm25OperatorOptions;
};
export type AggregateGroupByHybridOptions<T, M, V> = AggregateHybridOptions<T, M, V> & GroupBy<T>;
export type AggregateGroupByNearOptions<T, M, V> = AggregateNearOptions<M, V> & GroupBy<T>;

export type AggregateBoolean = {
  count?: number;
  percentageFalse?: number;
  percentageTrue?: number;
  totalFalse?: number;
  totalTrue?: number;
};
/** Dates as RFC 3339 texts. */
export type AggregateDate = { count?: number; maximum?: string; median?: string; minimum?: string; mode?: string };
export type AggregateNumber = {
  count?: number;
  maximum?: number;
  mean?: number;
  median?: number;
  minimum?: number;
  mode?: number;
  sum?: number;
};
export type AggregateReference = { pointingTo?: string };
export type AggregateText = { count?: number; topOccurrences?: { occurs?: number; value?: string }[] };
export type AggregateType = AggregateBoolean | AggregateDate | AggregateNumber | AggregateText;

export type Option<A> = { [K in keyof A]: boolean };
export type BooleanKeys = 'count' | 'percentageFalse' | 'percentageTrue' | 'totalFalse' | 'totalTrue';
export type DateKeys = 'count' | 'maximum' | 'median' | 'minimum' | 'mode';
export type NumberKeys = 'count' | 'maximum' | 'mean' | 'median' | 'minimum' | 'mode' | 'sum';
export type MetricsBase<N extends string, K extends 'boolean' | 'date' | 'integer' | 'number' | 'text'> = {
  kind: K;
  propertyName: N;
};
export type MetricsBoolean<N extends string> = MetricsBase<N, 'boolean'> & { [K in BooleanKeys]?: boolean };
export type MetricsDate<N extends string> = MetricsBase<N, 'date'> & { [K in DateKeys]?: boolean };
export type MetricsInteger<N extends string> = MetricsBase<N, 'integer'> & { [K in NumberKeys]?: boolean };
export type MetricsNumber<N extends string> = MetricsBase<N, 'number'> & { [K in NumberKeys]?: boolean };
export type MetricsText<N extends string> = MetricsBase<N, 'text'> & {
  count?: boolean;
  topOccurrences?: { occurs?: boolean; value?: boolean };
  /** How many of the top occurrences; the name is Weaviate's. */
  minOccurrences?: number;
};
export type MetricsInput<N extends string> =
  | MetricsBoolean<N>
  | MetricsInteger<N>
  | MetricsNumber<N>
  | MetricsText<N>
  | MetricsDate<N>;
export type PropertiesMetrics<T> = T extends undefined
  ? MetricsInput<string> | MetricsInput<string>[]
  : MetricsInput<keyof T & string> | MetricsInput<keyof T & string>[];
export type AggregateMetrics<M> = { [K in keyof M]: M[K] extends true ? number : never };
export type MetricsProperty<T> = PropertyOf<T>;
/** Says which numbers to make of one property; without a list, all of that kind. */
export interface MetricsBuilder<P extends string> {
  boolean(metrics?: BooleanKeys[]): MetricsBoolean<P>;
  date(metrics?: DateKeys[]): MetricsDate<P>;
  integer(metrics?: NumberKeys[]): MetricsInteger<P>;
  number(metrics?: NumberKeys[]): MetricsNumber<P>;
  /** `limit`: how many of the top occurrences. */
  text(metrics?: ('count' | 'topOccurrencesOccurs' | 'topOccurrencesValue')[], limit?: number): MetricsText<P>;
}
export interface Metrics<T> {
  aggregate<P extends PropertyOf<T>>(property: P): MetricsBuilder<P>;
}

type ByKind<K> = K extends 'text'
  ? AggregateText
  : K extends 'date'
    ? AggregateDate
    : K extends 'integer'
      ? AggregateNumber
      : K extends 'number'
        ? AggregateNumber
        : K extends 'boolean'
          ? AggregateBoolean
          : never;
export type AggregateResult<T, M extends PropertiesMetrics<T> | undefined = undefined> = {
  properties: T extends undefined
    ? Record<string, AggregateType>
    : M extends MetricsInput<keyof T & string>[]
      ? { [K in M[number] as K['propertyName']]: ByKind<K['kind']> }
      : M extends MetricsInput<keyof T & string>
        ? { [K in M as K['propertyName']]: ByKind<K['kind']> }
        : never;
  totalCount: number;
};
export type AggregatedGeoCoordinate = { latitude: number; longitude: number; distance: number };
export type AggregateGroupByResult<T, M extends PropertiesMetrics<T> | undefined = undefined> = AggregateResult<
  T,
  M
> & {
  groupedBy: {
    prop: string;
    value: string | number | boolean | AggregatedGeoCoordinate | string[] | number[] | boolean[];
  };
};

/** Counts and statistics over a collection, or over what a search finds. */
export interface Aggregate<T, V> {
  groupBy: Members<AggregateGroupBy<T, V>>;
  hybrid<M extends PropertiesMetrics<T>>(
    query: string,
    opts?: AggregateHybridOptions<T, M, V>,
  ): Promise<AggregateResult<T, M>>;
  nearImage<M extends PropertiesMetrics<T>>(
    image: Media,
    opts?: AggregateNearOptions<M, V>,
  ): Promise<AggregateResult<T, M>>;
  nearObject<M extends PropertiesMetrics<T>>(
    id: string,
    opts?: AggregateNearOptions<M, V>,
  ): Promise<AggregateResult<T, M>>;
  nearText<M extends PropertiesMetrics<T>>(
    query: string | string[],
    opts?: AggregateNearOptions<M, V>,
  ): Promise<AggregateResult<T, M>>;
  nearVector<M extends PropertiesMetrics<T>>(
    vector: NearVectorInputType,
    opts?: AggregateNearOptions<M, V>,
  ): Promise<AggregateResult<T, M>>;
  overAll<M extends PropertiesMetrics<T>>(opts?: AggregateOverAllOptions<M>): Promise<AggregateResult<T, M>>;
}
/** The same, one result per value of a property. */
export interface AggregateGroupBy<T, V> {
  hybrid<M extends PropertiesMetrics<T>>(
    query: string,
    opts: AggregateGroupByHybridOptions<T, M, V>,
  ): Promise<AggregateGroupByResult<T, M>[]>;
  nearImage<M extends PropertiesMetrics<T>>(
    image: Media,
    opts: AggregateGroupByNearOptions<T, M, V>,
  ): Promise<AggregateGroupByResult<T, M>[]>;
  nearObject<M extends PropertiesMetrics<T>>(
    id: string,
    opts: AggregateGroupByNearOptions<T, M, V>,
  ): Promise<AggregateGroupByResult<T, M>[]>;
  nearText<M extends PropertiesMetrics<T>>(
    query: string | string[],
    opts: AggregateGroupByNearOptions<T, M, V>,
  ): Promise<AggregateGroupByResult<T, M>[]>;
  nearVector<M extends PropertiesMetrics<T>>(
    vector: NearVectorInputType,
    opts: AggregateGroupByNearOptions<T, M, V>,
  ): Promise<AggregateGroupByResult<T, M>[]>;
  overAll<M extends PropertiesMetrics<T>>(
    opts?: AggregateGroupByOptions<T, M>,
  ): Promise<AggregateGroupByResult<T, M>[]>;
}
