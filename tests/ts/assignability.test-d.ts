// Compiled, not run: what programs write for Weaviate's client must hold for this one. Each line assigns our member to
// the type that the other client gives it. Classes with private members are compared by their public ones.
import type * as theirs from 'weaviate-client';
import type weaviate from 'weaviate-client';
import type * as ours from '../../pkg/src/index.js';
import type own from '../../pkg/src/index.js';

/** `A` must be assignable to `B`. */
type Assignable<A extends B, B> = A;
/** The public members of a class or interface, which private ones do not hide. */
type Public<T> = { [K in keyof T]: T[K] };

/** Generic functions are compared with their type parameters at their constraints: the names of those that differ. */
type Functions = { [name: string]: (...args: never[]) => unknown };
type Unlike<A, B> = {
  [K in keyof A & keyof B]: A[K] extends Functions[string]
    ? B[K] extends Functions[string]
      ? [Parameters<B[K]>, ReturnType<A[K]>] extends [Parameters<A[K]>, ReturnType<B[K]>]
        ? never
        : K
      : K
    : K;
}[keyof A & keyof B];

type Article = {
  title: string;
  tags?: string[];
  pages: number;
  at: Date;
  inner: { a: string };
  place: theirs.GeoCoordinate;
  by?: theirs.CrossReference<Author>;
};
type Author = { name: string };
type OurArticle = Omit<Article, 'by'> & { by?: ours.CrossReference<Author> };
type Vectors = { m: number[][]; s: number[] };

// Values: the default export and every named one.
type Named = typeof theirs;
type Ours = typeof ours;
export type Values = [
  Assignable<keyof Ours, keyof Named | Exclude<keyof Ours, keyof Named>>,
  Assignable<keyof Named, keyof Ours>,
  Assignable<keyof typeof weaviate, keyof typeof own>,
  Assignable<(typeof own)['configure']['invertedIndex'], (typeof weaviate)['configure']['invertedIndex']>,
  Assignable<(typeof own)['configure']['multiTenancy'], (typeof weaviate)['configure']['multiTenancy']>,
  Assignable<(typeof own)['configure']['objectTTL'], (typeof weaviate)['configure']['objectTTL']>,
  Assignable<(typeof own)['configure']['replication'], (typeof weaviate)['configure']['replication']>,
  Assignable<(typeof own)['configure']['sharding'], (typeof weaviate)['configure']['sharding']>,
  Assignable<(typeof own)['configure']['dataType'], (typeof weaviate)['configure']['dataType']>,
  Assignable<(typeof own)['configure']['tokenization'], (typeof weaviate)['configure']['tokenization']>,
  Assignable<(typeof own)['configure']['vectorDistances'], (typeof weaviate)['configure']['vectorDistances']>,
  Assignable<(typeof own)['configure']['vectorIndex'], (typeof weaviate)['configure']['vectorIndex']>,
  Assignable<(typeof own)['configure']['reranker'], (typeof weaviate)['configure']['reranker']>,
  Assignable<(typeof own)['configure']['generative'], (typeof weaviate)['configure']['generative']>,
  Assignable<Unlike<(typeof own)['configure']['vectors'], (typeof weaviate)['configure']['vectors']>, never>,
  Assignable<Unlike<(typeof own)['configure']['vectorizer'], (typeof weaviate)['configure']['vectorizer']>, never>,
  Assignable<Unlike<(typeof own)['configure']['multiVectors'], (typeof weaviate)['configure']['multiVectors']>, never>,
  Assignable<(typeof own)['reconfigure'], (typeof weaviate)['reconfigure']>,
  Assignable<(typeof own)['configGuards'], Public<(typeof weaviate)['configGuards']>>,
  Assignable<(typeof own)['permissions'], (typeof weaviate)['permissions']>,
  Assignable<(typeof own)['query'], (typeof weaviate)['query']>,
  Assignable<(typeof own)['filter'], (typeof weaviate)['filter']>,
  Assignable<Ours['generateUuid5'], Named['generateUuid5']>,
  Assignable<Ours['toBase64FromMedia'], Named['toBase64FromMedia']>,
  Assignable<Ours['downloadImageFromURLAsBase64'], Named['downloadImageFromURLAsBase64']>,
  Assignable<Ours['Filters'], Named['Filters']>,
  Assignable<Ours['Bm25Operator'], Pick<Named['Bm25Operator'], 'or'>>,
  Assignable<Ours['Diversity'], Named['Diversity']>,
  Assignable<Ours['DiversityGuards'], Named['DiversityGuards']>,
  Assignable<
    Unlike<Pick<Ours['Reference'], 'to' | 'toMultiTarget'>, Pick<Named['Reference'], 'to' | 'toMultiTarget'>>,
    never
  >,
  Assignable<ours.ReferenceManager<Author>, Public<theirs.ReferenceManager<Author>>>,
  Assignable<ours.Sorting<Author>, theirs.Sorting<Author>>,
  Assignable<ours.Iterator<undefined, undefined>, Public<theirs.Iterator<undefined, undefined>>>,
  Assignable<ours.MetricsManager<Author, 'name'>, Public<theirs.MetricsManager<Author, 'name'>>>,
  Assignable<ours.ApiKey, theirs.ApiKey>,
  Assignable<Ours['generativeParameters'], Record<keyof Named['generativeParameters'], unknown>>,
];

// Functions that connect: the options of the other client are accepted.
export type Connecting = [
  Assignable<theirs.ConnectToLocalOptions, ours.ConnectToLocalOptions>,
  Assignable<theirs.ConnectToCustomOptions, ours.ConnectToCustomOptions>,
  Assignable<theirs.ConnectToWeaviateCloudOptions, ours.ConnectToWeaviateCloudOptions>,
  Assignable<theirs.ClientParams, ours.ClientParams>,
];

// The client.
type Client = theirs.WeaviateClient;
type BackupStatusOf<C extends { backup: { getCreateStatus: (...args: never) => unknown } }> =
  Awaited<ReturnType<C['backup']['getCreateStatus']>> extends { status: infer S } ? S : never;
export type Clients = [
  Assignable<ours.WeaviateClient['alias'], Client['alias']>,
  Assignable<ours.WeaviateClient['backup'], Client['backup']>,
  Assignable<ours.WeaviateClient['cluster'], Client['cluster']>,
  Assignable<ours.WeaviateClient['groups'], Client['groups']>,
  Assignable<ours.WeaviateClient['roles'], Client['roles']>,
  Assignable<ours.WeaviateClient['tokenize'], Client['tokenize']>,
  Assignable<ours.WeaviateClient['users'], Client['users']>,
  Assignable<ours.WeaviateClient['batch'], Client['batch']>,
  Assignable<ours.WeaviateClient['close'], Client['close']>,
  Assignable<ours.WeaviateClient['getMeta'], Client['getMeta']>,
  Assignable<ours.WeaviateClient['getConnectionDetails'], Client['getConnectionDetails']>,
  Assignable<ours.WeaviateClient['isLive'], Client['isLive']>,
  Assignable<ours.WeaviateClient['isReady'], Client['isReady']>,
  Assignable<keyof Client, keyof ours.WeaviateClient>,
  // What is given is compared with literals, so that none of theirs may be missing.
  Assignable<BackupStatusOf<Client>, BackupStatusOf<ours.WeaviateClient>>,
  Assignable<
    Awaited<ReturnType<ours.WeaviateClient['getWeaviateVersion']>>,
    Pick<Awaited<ReturnType<Client['getWeaviateVersion']>>, 'show' | 'isAtLeast' | 'isLowerThan'>
  >,
];

// A collection, without types and with some: every member but those that hold a class with private members.
type Shared =
  | 'aggregate'
  | 'backup'
  | 'config'
  | 'data'
  | 'filter'
  | 'generate'
  | 'name'
  | 'query'
  | 'sort'
  | 'tenants';
type Rest = 'multiTargetVector' | 'exists' | 'length';
type Untyped = ours.Collection;
type Typed = ours.Collection<OurArticle, 'Article', Vectors>;
type Differing<A, B, K extends keyof A & keyof B> = { [P in K]: A[P] extends B[P] ? never : P }[K];
export type Handles = [
  Assignable<Differing<Untyped, theirs.Collection, Shared | Rest>, never>,
  Assignable<Differing<Typed, theirs.Collection<Article, 'Article', Vectors>, Exclude<Shared | Rest, 'filter'>>, never>,
  Assignable<Unlike<Typed['filter'], theirs.Collection<Article, 'Article', Vectors>['filter']>, never>,
];
export type Members = Assignable<keyof theirs.Collection, keyof ours.Collection>;

// The collections: handles are compared above, so here by what else the methods take and give.
type Colls = Client['collections'];
export type Collectionss = [
  Assignable<ours.Collections['delete'], Colls['delete']>,
  Assignable<ours.Collections['deleteAll'], Colls['deleteAll']>,
  Assignable<ours.Collections['exists'], Colls['exists']>,
  Assignable<ours.Collections['export'], Colls['export']>,
  Assignable<ours.Collections['exportToJson'], Colls['exportToJson']>,
  Assignable<ours.Collections['listAll'], Colls['listAll']>,
  Assignable<theirs.CollectionConfigCreate, Parameters<ours.Collections['create']>[0]>,
  Assignable<theirs.CollectionConfigCreate<Author, 'A', Vectors>, ours.CollectionConfigCreate<Author, 'A', Vectors>>,
  Assignable<keyof Colls, keyof ours.Collections>,
];

// Copies: what the other client has is an end of one.
export type Copies = [
  Assignable<theirs.Collection, ours.CopyCollection>,
  Assignable<theirs.Collection<Article, 'Article', Vectors>, ours.CopyCollection>,
  Assignable<Colls, ours.CopyCollections>,
  Assignable<ours.Collection, ours.CopyCollection>,
  Assignable<Typed, ours.CopyCollection>,
  Assignable<ours.Collections, ours.CopyCollections>,
];
