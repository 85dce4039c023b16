import type { ExtractCrossReferenceType, NonRefKeys, RefKeys, WeaviateField } from './fields.js';

export type Operator =
  | 'Equal'
  | 'NotEqual'
  | 'GreaterThan'
  | 'GreaterThanEqual'
  | 'LessThan'
  | 'LessThanEqual'
  | 'Like'
  | 'IsNull'
  | 'WithinGeoRange'
  | 'ContainsAny'
  | 'ContainsAll'
  | 'ContainsNone'
  | 'And'
  | 'Or'
  | 'Not';

/** What a condition looks at: a property, a property behind references, or how many references there are. */
export type FilterTarget = {
  property?: string;
  singleTarget?: { on: string; target: FilterTarget | undefined };
  multiTarget?: { on: string; targetCollection: string; target: FilterTarget | undefined };
  count?: { on: string };
};
/** A filter: one condition on a target, or a logical operator over other filters. */
export type FilterValue<V = unknown> = {
  filters?: FilterValue[];
  operator: Operator;
  target?: FilterTarget;
  value: V;
};
/** A circle on the earth; the distance is in metres. */
export type GeoRangeFilter = { latitude: number; longitude: number; distance: number };
export type ContainsValue<V> = V extends (infer U)[] ? U : V;

/** The conditions on a property; where the keys are not known it may hold anything. */
type ConditionsOn<T, K> = string extends keyof T
  ? FilterByProperty<unknown, WeaviateField>
  : FilterByProperty<T[K & keyof T]>;

export interface Filter<T> {
  /** By a property's value, or by its length when `length` is true. */
  byProperty<K extends NonRefKeys<T> & string>(name: K, length?: boolean): ConditionsOn<T, K>;
  /** By what the objects at the far end of a reference hold. */
  byRef<K extends RefKeys<T> & string>(linkOn: K): Filter<ExtractCrossReferenceType<T[K & keyof T]>>;
  /** The same for a reference that may point into several collections. */
  byRefMultiTarget<K extends RefKeys<T> & string>(
    linkOn: K,
    targetCollection: string,
  ): Filter<ExtractCrossReferenceType<T[K & keyof T]>>;
  byRefCount<K extends RefKeys<T> & string>(linkOn: K): FilterByCount;
  byId(): FilterById;
  byCreationTime(): FilterByTime;
  byUpdateTime(): FilterByTime;
}

/** Conditions on a property of type `T`, made into filters on values of type `R`. */
export interface FilterByProperty<T, R = T> {
  isNull(value: boolean): FilterValue<boolean>;
  containsAny<U extends ContainsValue<T>>(value: U[]): FilterValue<U[]>;
  containsAll<U extends ContainsValue<T>>(value: U[]): FilterValue<U[]>;
  containsNone<U extends ContainsValue<T>>(value: U[]): FilterValue<U[]>;
  equal(value: T): FilterValue<R>;
  notEqual(value: T): FilterValue<R>;
  lessThan<U extends number | Date>(value: U): FilterValue<U>;
  lessOrEqual<U extends number | Date>(value: U): FilterValue<U>;
  greaterThan<U extends number | Date>(value: U): FilterValue<U>;
  greaterOrEqual<U extends number | Date>(value: U): FilterValue<U>;
  /** `*` stands for any text, `?` for one character. */
  like(value: string): FilterValue<string>;
  withinGeoRange(value: GeoRangeFilter): FilterValue<GeoRangeFilter>;
}
export interface FilterByCount {
  equal(value: number): FilterValue<number>;
  notEqual(value: number): FilterValue<number>;
  lessThan(value: number): FilterValue<number>;
  lessOrEqual(value: number): FilterValue<number>;
  greaterThan(value: number): FilterValue<number>;
  greaterOrEqual(value: number): FilterValue<number>;
}
export interface FilterById {
  equal(value: string): FilterValue<string>;
  notEqual(value: string): FilterValue<string>;
  containsAny(value: string[]): FilterValue<string[]>;
}
export interface FilterByTime {
  containsAny(value: (string | Date)[]): FilterValue<string[]>;
  equal(value: string | Date): FilterValue<string>;
  notEqual(value: string | Date): FilterValue<string>;
  lessThan(value: string | Date): FilterValue<string>;
  lessOrEqual(value: string | Date): FilterValue<string>;
  greaterThan(value: string | Date): FilterValue<string>;
  greaterOrEqual(value: string | Date): FilterValue<string>;
}

export type SortBy = { property: string; ascending?: boolean };
/** A sort order under construction: each call adds a key that breaks the ties of those before. */
export interface Sorting<T> extends Sort<T> {
  sorts: SortBy[];
}
/** Starts a sort order. Ascending unless said otherwise. */
export interface Sort<T> {
  byProperty<K extends NonRefKeys<T>>(property: K, ascending?: boolean): Sorting<T>;
  byId(ascending?: boolean): Sorting<T>;
  byCreationTime(ascending?: boolean): Sorting<T>;
  byUpdateTime(ascending?: boolean): Sorting<T>;
}
