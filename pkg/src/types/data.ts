import type {
  NonReferenceInputs,
  Properties,
  ReferenceInput,
  ReferenceInputs,
  References,
  ReferenceToMultiTarget,
  Vectors,
} from './fields.js';
import type { FilterValue } from './filters.js';
import type { VectorInput } from './query.js';

/** Vectors of an object on their way in: one for the only vector of the collection, or by name. */
export type VectorsInput = VectorInput | Record<string, VectorInput>;

/** References whatever the type of their objects: a write needs no more than their uuids. */
type AnyReferences = Omit<References<never>, 'objects'>;
type AnyReferenceInput = string | ReferenceToMultiTarget | AnyReferences;
type AnyReferenceArgs<T> = Omit<ReferenceArgs<T>, 'to'> & {
  to: ReferenceInput<T> | AnyReferenceInput | AnyReferenceInput[];
};
type ReferencesInput<R> = { [K in keyof R]: R[K] | AnyReferenceInput | AnyReferenceInput[] };

export type DataObject<T> = {
  id?: string;
  /** Stands for `id` where that is absent and this is a UUID. */
  uuid?: string;
  properties?: NonReferenceInputs<T>;
  references?: ReferencesInput<ReferenceInputs<T>>;
  vectors?: VectorsInput;
};
export type InsertObject<T> = DataObject<T>;
export type ReplaceObject<T> = Omit<DataObject<T>, 'id' | 'uuid'> & { id: string };
export type UpdateObject<T> = {
  id: string;
  properties?: Partial<NonReferenceInputs<T>>;
  references?: Partial<ReferencesInput<ReferenceInputs<T>>>;
  vectors?: VectorsInput;
};

export type DeleteManyOptions<V> = { verbose?: V; dryRun?: boolean };
export type DeleteManyObject = { id: string; successful: boolean; error?: string };
export type DeleteManyReturn<V> = {
  failed: number;
  matches: number;
  objects: V extends true ? DeleteManyObject[] : undefined;
  successful: number;
};

/** An object of a batch, with the collection and tenant it belongs to. */
export type BatchObject<T> = {
  collection: string;
  properties?: NonReferenceInputs<T>;
  references?: ReferenceInputs<T>;
  id?: string;
  vectors?: number[] | Vectors;
  tenant?: string;
};
/** What `batch.stream()` takes: a batch object whose vectors may have any accepted form. */
export type BatchObjectInput<T> = Omit<BatchObject<T>, 'vectors' | 'references'> & {
  references?: ReferencesInput<ReferenceInputs<T>>;
  vectors?: VectorsInput;
};
export type BatchObjects<T> = { batch: BatchObject<T>[]; mapped: unknown[] };
/** An object that was refused; `object` is what was given, its vectors included. */
export type ErrorObject<T> = { code?: number; message: string; object: BatchObject<T>; originalUuid?: string };
export type BatchObjectsReturn<T> = {
  allResponses: (string | ErrorObject<T>)[];
  elapsedSeconds: number;
  errors: Record<number, ErrorObject<T>>;
  hasErrors: boolean;
  uuids: Record<number, string>;
};
export type BatchReference = {
  fromObjectCollection: string;
  fromObjectUuid: string;
  fromPropertyName: string;
  toObjectCollection?: string;
  toObjectUuid: string;
  tenant?: string;
};
export type ErrorReference = { message: string; reference: { from?: string; to?: string; tenant?: string } };
export type BatchReferencesReturn = {
  elapsedSeconds: number;
  errors: Record<number, ErrorReference>;
  hasErrors: boolean;
};
export type ReferenceArgs<T> = { fromUuid: string; fromProperty: string; to: ReferenceInput<T> };
/** Writes to a collection. An object is given as `{ id, properties, references, vectors }` or as bare properties. */
export interface Data<T> {
  /** Resolves to true, also when there was no such object. */
  deleteById(id: string): Promise<boolean>;
  deleteMany<V extends boolean = false>(where: FilterValue, opts?: DeleteManyOptions<V>): Promise<DeleteManyReturn<V>>;
  exists(id: string): Promise<boolean>;
  /** Inserts from any iterable, a batch at a time: never more than one batch is held. */
  ingest(
    objs: Iterable<DataObject<T> | NonReferenceInputs<T>> | AsyncIterable<DataObject<T> | NonReferenceInputs<T>>,
  ): Promise<BatchObjectsReturn<T>>;
  /** Resolves to the id. An id that is taken is refused. */
  insert(obj?: InsertObject<T> | NonReferenceInputs<T>): Promise<string>;
  /** Objects with a taken id replace the old one; what is wrong with one object does not stop the others. */
  insertMany(objects: (DataObject<T> | NonReferenceInputs<T>)[]): Promise<BatchObjectsReturn<T>>;
  referenceAdd<P extends Properties>(args: AnyReferenceArgs<P>): Promise<void>;
  referenceAddMany<P extends Properties>(refs: AnyReferenceArgs<P>[]): Promise<BatchReferencesReturn>;
  referenceDelete<P extends Properties>(args: AnyReferenceArgs<P>): Promise<void>;
  referenceReplace<P extends Properties>(args: AnyReferenceArgs<P>): Promise<void>;
  /** Replaces the whole object. */
  replace(obj: ReplaceObject<T>): Promise<void>;
  /** Merges into the object; a property given as null is deleted. */
  update(obj: UpdateObject<T>): Promise<void>;
}

/** Inserts objects and references of any collection as they come, in batches. */
export interface Batching {
  addObject(obj: BatchObjectInput<Properties | undefined>): Promise<string>;
  addReference(ref: BatchReference): Promise<void>;
  /** Sends what is left and waits for it. */
  stop(): Promise<void>;
  hasErrors(): boolean;
  uuids(): Record<number, string>;
  beacons(): Record<number, string>;
  objErrors(): Record<number, ErrorObject<Properties | undefined>>;
  refErrors(): Record<number, ErrorReference>;
}
export interface Batch {
  stream(consistencyLevel?: ConsistencyLevel): Promise<Batching>;
}
/** Accepted for the sake of ported programs; there is one copy of the data. */
export type ConsistencyLevel = 'ALL' | 'ONE' | 'QUORUM';
