/** What Weaviate's client does not have: copies of a collection into another client's, and back. */

/**
 * What a copy needs of a collection: a handle of this client's, or of Weaviate's own, has it. Parameters are `never`, so
 * that handles fit whatever the types of their objects are.
 */
export interface CopyCollection {
  name: string;
  config: {
    get(): Promise<object>;
    addProperty(property: never): Promise<unknown>;
    addReference(reference: never): Promise<unknown>;
  };
  data: {
    insert(object: never): Promise<unknown>;
    insertMany(objects: never): Promise<object>;
    referenceAddMany(references: never): Promise<object>;
    replace(object: never): Promise<unknown>;
  };
  tenants: {
    create(tenants: never): Promise<unknown>;
    get(): Promise<Record<string, { name: string; activityStatus: string }>>;
  };
  exists(): Promise<boolean>;
  iterator(options: never): { [Symbol.asyncIterator](): { next: () => Promise<IteratorResult<{ uuid: string }>> } };
  length(): Promise<number>;
  withTenant(tenant: never): object;
}

/** The `collections` of a client, in place of a handle: there the collection can be made when it is not there yet. */
export interface CopyCollections {
  createFromJson(schema: never): Promise<unknown>;
  exportToJson(name: string): Promise<object>;
  use(name: never): object;
}

/** Objects or references done, and how many there are, of the collection or of one tenant. */
export type CopyProgress = { phase: 'objects' | 'references'; tenant?: string; done: number; total: number };

export type CopyOptions = {
  /** Stops between two batches. What is written stays: the next call goes on from there. */
  signal?: AbortSignal;
  onProgress?(progress: CopyProgress): void;
  /** When something was refused: throw a `WeaviateCopyError` once the rest is copied (default), or return the result. */
  onFailed?: 'throw' | 'return';
};

/** Something that could not be copied: an object by its id, a property of it or of the schema, a tenant. */
export type CopyFailure = { id?: string; property?: string; tenant?: string; reason: string };

export type CopyResult = {
  /** Objects that were written. */
  copied: number;
  /** Objects that were there already, the same. */
  skipped: number;
  /** References that were added. */
  references: number;
  failed: CopyFailure[];
};
