// Compiled, not run: the types that follow from what `create` is given, and the generics in the order of Weaviate's client.
import type { Collection, CrossReference, GeoCoordinate, Properties, WeaviateClient } from '../../pkg/src/index.js';
import weaviate, { configure, dataType, Filters, multiVectors, vectors } from '../../pkg/src/index.js';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only if the two types are the same. */
const same = <A, B>(equal: Equal<A, B>) => equal;
type TypesOf<C> = C extends Collection<infer T, infer N, infer V> ? [T, N, V] : never;
const typesOf = <C>(_: C): TypesOf<C> => [] as never;

export async function inferred(client: WeaviateClient) {
  const articles = await client.collections.create({
    name: 'Article',
    properties: [
      { name: 'title', dataType: 'text', tokenization: 'word' },
      { name: 'tags', dataType: dataType.TEXT_ARRAY },
      { name: 'pages', dataType: dataType.INT },
      { name: 'at', dataType: 'date' },
      { name: 'place', dataType: configure.dataType.GEO_COORDINATES },
      { name: 'inner', dataType: 'object', nestedProperties: [{ name: 'deep', dataType: 'boolean' }] },
    ],
    references: [{ name: 'by', targetCollection: 'Author' }],
    vectorizers: [multiVectors.selfProvided({ name: 'colbert' }), vectors.selfProvided({ name: 'single' })],
  });
  const [properties, name, own] = typesOf(articles);
  same<typeof name, 'Article'>(true);
  same<typeof own, { colbert: number[][]; single: number[] }>(true);
  same<
    typeof properties,
    {
      title?: string;
      tags?: string[];
      pages?: number;
      at?: Date;
      place?: GeoCoordinate;
      inner?: { deep?: boolean };
      by?: CrossReference<Properties>;
    }
  >(true);

  await articles.data.insert({ properties: { title: 'a', pages: 1 }, vectors: { colbert: [[1, 2]] } });
  await articles.data.insert({ title: 'a', at: new Date(), place: { latitude: 1, longitude: 2 } });
  await articles.data.insert({ uuid: 'x', properties: {}, references: { by: 'x' } });
  await articles.data.insert({ vectors: { colbert: [new Float32Array(2)], single: new Float32Array(2) } });
  await articles.data.insert({ vectors: { colbert: { data: new Float32Array(4), dimensions: 2 } } });
  // @ts-expect-error there is no such property
  await articles.data.insert({ properties: { titel: 'a' } });

  const filters = Filters.and(
    articles.filter.byProperty('title').like('a*'),
    articles.filter.byProperty('at').greaterThan(new Date()),
    articles.filter.byProperty('tags').containsAny(['x']),
    articles.filter.byRef('by').byProperty('name').equal('x'),
  );
  // @ts-expect-error a number is no text
  articles.filter.byProperty('title').equal(1);
  // @ts-expect-error references are not sorted by
  articles.sort.byProperty('by');
  const found = await articles.query.nearVector([[1, 2]], {
    filters,
    targetVector: ['colbert', 'single'],
    includeVector: ['colbert'],
    returnProperties: ['title', { name: 'inner', properties: ['deep'] }],
    returnReferences: [{ linkOn: 'by' }],
  });
  const [object] = found.objects;
  same<NonNullable<typeof object>['vectors'], Pick<{ colbert: number[][]; single: number[] }, 'colbert'>>(true);
  object?.properties.title?.toUpperCase();
  object?.references?.by?.objects;
  // @ts-expect-error there is no such vector
  await articles.query.nearVector([1], { targetVector: 'nope' });
  const listed = await articles.query.fetchObjects({ includeVector: true, sort: articles.sort.byProperty('pages') });
  listed.objects[0]?.vectors.colbert[0]?.length;
  const grouped = await articles.query.bm25('x', {
    groupBy: { property: 'title', numberOfGroups: 1, objectsPerGroup: 1 },
  });
  grouped.groups.x?.objects;
  const statistics = await articles.aggregate.overAll({
    returnMetrics: [articles.metrics.aggregate('pages').integer(['mean'])],
  });
  statistics.properties.pages.mean?.toFixed();
  for await (const one of articles.iterator({ includeVector: true })) one.vectors.single.length;
}

export async function single(client: WeaviateClient) {
  const unnamed = await client.collections.create({ name: 'A', vectorizers: multiVectors.selfProvided() });
  const [properties, , own] = typesOf(unnamed);
  same<typeof properties, undefined>(true);
  same<typeof own, { default: number[][] }>(true);
  const plain = typesOf(await client.collections.create({ name: 'A' }));
  same<typeof plain, [undefined, 'A', undefined]>(true);
  // Names that are not literals say nothing about the types.
  const some: { name: string; dataType: 'text' | 'int' }[] = [{ name: 'a', dataType: 'text' }];
  const open = typesOf(await client.collections.create({ name: 'A' as string, properties: some }));
  same<typeof open, [undefined, string, undefined]>(true);
}

/** Where a program says no types, a handle of any type will do. */
export async function assigned(client: WeaviateClient) {
  let handle: Collection = client.collections.use('A');
  handle = await client.collections.create({ name: 'A' });
  handle = await client.collections.create({ name: 'A', vectorizers: vectors.selfProvided({ name: 'v' }) });
  handle = await client.collections.create({
    name: 'A',
    properties: [
      { name: 'a', dataType: 'text' },
      { name: 'b', dataType: 'object', nestedProperties: [{ name: 'c', dataType: 'date' }] },
      { name: 'd', dataType: 'phoneNumber' },
    ],
    references: [{ name: 'by', targetCollection: 'B' }],
    vectorizers: [multiVectors.selfProvided({ name: 'm' }), vectors.selfProvided({ name: 's' })],
  });
  return handle;
}

type Book = { title: string; about: { topic: string; year?: number } };

/** What a handle is declared as counts for more than what would follow from the configuration. */
export async function declared(client: WeaviateClient) {
  const book = { name: 'about', dataType: 'object', nestedProperties: [{ name: 'topic', dataType: 'text' }] } as const;
  const title = { name: 'title', dataType: 'text' } as const;
  let books: Collection<Book, 'Book'> = client.collections.use('Book');
  books = await client.collections.create({ name: 'Book', properties: [title, book] });
  books = await client.collections.create({
    name: 'Book',
    properties: [title, book],
    vectorizers: [vectors.selfProvided({ name: 'v' })],
  });
  const found = await books.query.fetchObjects();
  found.objects[0]?.properties.about.topic.toUpperCase();
  const single: Collection<{ title: string }, string, { v: number[] }> = await client.collections.create({
    name: 'Book',
    properties: [title],
    vectorizers: [vectors.selfProvided({ name: 'v' })],
  });
  const both: Promise<Collection<undefined, string, { v: number[]; m: number[][] }>> = client.collections.create({
    name: 'Book',
    vectorizers: [vectors.selfProvided({ name: 'v' }), multiVectors.selfProvided({ name: 'm' })],
  });
  return { single, both };
}

type Author = { name: string; age?: number };
type Books = { title: string; by?: CrossReference<Author> };

export async function given(client: WeaviateClient) {
  const created = await client.collections.create<Author, 'Author', { v: number[] }>({
    name: 'Author',
    properties: [
      { name: 'name', dataType: 'text' },
      { name: 'age', dataType: 'int' },
    ],
    vectorizers: [vectors.selfProvided({ name: 'v' })],
  });
  same<TypesOf<typeof created>, [Author, 'Author', { v: number[] }]>(true);
  const byOne = typesOf(await client.collections.create<Author>({ name: 'Author' }));
  same<typeof byOne, [Author, string, undefined]>(true);
  const used = typesOf(client.collections.use<'Author', Author, { v: number[] }>('Author'));
  same<typeof used, [Author, 'Author', { v: number[] }]>(true);
  const got = typesOf(client.collections.get<Author, 'Author'>('Author'));
  same<typeof got, [Author, 'Author', undefined]>(true);
  const books = client.collections.use<'Books', Books>('Books');
  books.filter.byRef('by').byProperty('age').lessThan(3);
  const { objects } = await books.query.fetchObjects({
    returnReferences: [{ linkOn: 'by', returnProperties: ['name'] }],
  });
  objects[0]?.references?.by?.objects[0]?.properties.name.toUpperCase();
  // @ts-expect-error it has no such reference
  books.filter.byRef('title');
  const untyped = client.collections.use('Anything');
  untyped.filter.byRef('a').byRef('b').byProperty('c').equal(1);
  untyped.sort.byProperty('a').byId(false);
  await untyped.data.insert({ any: 'thing', more: [1, 2] });
  await untyped.query.hybrid('x', { queryProperties: ['a^2', 'b', { name: 'c', weight: 3 }] });
  (await untyped.query.fetchObjects({ includeVector: true })).objects[0]?.vectors.v?.length;
}

export const handle: Promise<Collection> = weaviate
  .connectToLocal({ storage: 'memory' })
  .then((client) => client.collections.use('A'));
