// Copies between two databases: everything a collection can hold, failures in the middle, tenants, other clients.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import weavelet, {
  type Collection,
  type CopyCollection,
  type CopyProgress,
  configure,
  dataType,
  Reference,
  type WeaviateClient,
  WeaviateCopyError,
} from 'weavelet';

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const SCHEMA = {
  name: 'Article',
  description: 'all kinds of properties',
  properties: [
    { name: 'text', dataType: dataType.TEXT, tokenization: 'field' },
    { name: 'texts', dataType: dataType.TEXT_ARRAY },
    { name: 'int', dataType: dataType.INT },
    { name: 'ints', dataType: dataType.INT_ARRAY },
    { name: 'number', dataType: dataType.NUMBER },
    { name: 'numbers', dataType: dataType.NUMBER_ARRAY },
    { name: 'boolean', dataType: dataType.BOOLEAN },
    { name: 'booleans', dataType: dataType.BOOLEAN_ARRAY },
    { name: 'date', dataType: dataType.DATE },
    { name: 'dates', dataType: dataType.DATE_ARRAY },
    { name: 'ident', dataType: dataType.UUID },
    { name: 'idents', dataType: dataType.UUID_ARRAY },
    { name: 'blob', dataType: dataType.BLOB },
    { name: 'geo', dataType: dataType.GEO_COORDINATES },
    { name: 'phone', dataType: dataType.PHONE_NUMBER },
    {
      name: 'object',
      dataType: dataType.OBJECT,
      nestedProperties: [
        { name: 'at', dataType: dataType.DATE },
        { name: 'inner', dataType: dataType.OBJECT, nestedProperties: [{ name: 'n', dataType: dataType.INT }] },
      ],
    },
    {
      name: 'objects',
      dataType: dataType.OBJECT_ARRAY,
      nestedProperties: [{ name: 'word', dataType: dataType.TEXT }],
    },
  ],
  vectorizers: [
    configure.vectors.selfProvided({ name: 'single' }),
    configure.multiVectors.selfProvided({ name: 'tokens' }),
  ],
} as const;

const day = new Date('2024-02-03T04:05:06.007Z');
const FULL = {
  text: 'Ein Text',
  texts: ['a', 'b'],
  int: -5,
  ints: [1, 2],
  number: 0.1,
  numbers: [1.5, 1e300],
  boolean: false,
  booleans: [true, false],
  date: day,
  dates: [day, day],
  ident: id(7),
  idents: [id(7), id(8)],
  blob: 'aGVsbG8=',
  geo: { latitude: 52.5, longitude: 13.25 },
  phone: { number: '030 1234567', defaultCountry: 'de' },
  object: { at: day, inner: { n: 1 } },
  objects: [{ word: 'x' }, { word: 'y' }],
};
const tokens = (n: number) => [
  [1, 0, n],
  [0, 1, -n],
];

const everything = (collection: Pick<Collection, 'query'>, reference?: string) =>
  collection.query.fetchObjects({
    limit: 2000,
    includeVector: true,
    returnProperties: SCHEMA.properties.map((property) =>
      property.name === 'object'
        ? { name: 'object', properties: ['at', { name: 'inner', properties: ['n'] }] }
        : property.name === 'objects'
          ? { name: 'objects', properties: ['word'] }
          : property.name,
    ),
    returnReferences: reference ? [{ linkOn: reference, returnProperties: [] }] : undefined,
  });
const asStored = async (collection: Pick<Collection, 'query'>) =>
  (await everything(collection)).objects.map(({ uuid, properties, vectors }) => ({ uuid, properties, vectors }));

/** The handle with some of its writes in other hands; copied, so that it is no longer one of this client's by sight. */
function foreign(
  collection: Collection,
  data: Partial<Record<keyof Collection['data'], unknown>> = {},
): CopyCollection {
  const { copyTo: _to, copyFrom: _from, ...rest } = collection;
  const withTenant = (tenant: string) => foreign(collection.withTenant(tenant), data);
  return { ...rest, config: { ...collection.config }, data: { ...collection.data, ...data }, withTenant } as never;
}

describe('copying a collection', () => {
  let source: WeaviateClient;
  let target: WeaviateClient;
  beforeEach(async () => {
    source = await weavelet.connectToLocal({ storage: 'memory' });
    target = await weavelet.connectToLocal({ storage: 'memory' });
  });
  afterEach(() => Promise.all([source.close(), target.close()]));

  async function articles(count: number): Promise<Collection> {
    await source.collections.create(SCHEMA as never);
    const articles = source.collections.use('Article');
    const { errors } = await articles.data.insertMany(
      Array.from({ length: count }, (_, n) => ({
        id: id(n),
        properties: n % 2 ? FULL : { text: `text ${n}` },
        vectors: { single: [n, 0.1], tokens: tokens(n) },
      })),
    );
    expect(errors).toEqual({});
    return articles;
  }

  it('carries the schema, every type of property, and named vectors and multi-vectors', async () => {
    const from = await articles(250);
    const progress: CopyProgress[] = [];
    const to = target.collections.use('Article');
    const result = await from.copyTo(to, { onProgress: (one) => progress.push(one) });
    expect(result).toEqual({ copied: 250, skipped: 0, references: 0, failed: [] });
    expect(await target.collections.exportToJson('Article')).toEqual(await source.collections.exportToJson('Article'));
    expect(await asStored(to)).toEqual(await asStored(from));
    expect(progress[0]).toEqual({ phase: 'objects', tenant: undefined, done: 1, total: 250 });
    expect(progress.at(-1)).toEqual({ phase: 'objects', tenant: undefined, done: 250, total: 250 });
  });

  it('changes nothing a second time, and writes what has changed', async () => {
    const from = await articles(20);
    const to = target.collections.use('Article');
    await to.copyFrom(from);
    const before = await to.query.fetchObjects({ returnMetadata: ['updateTime'] });
    expect(await to.copyFrom(from)).toEqual({ copied: 0, skipped: 20, references: 0, failed: [] });
    expect(await to.query.fetchObjects({ returnMetadata: ['updateTime'] })).toEqual(before);
    await from.data.update({ id: id(3), properties: { int: 6 } });
    expect(await to.copyFrom(from)).toMatchObject({ copied: 1, skipped: 19 });
    expect((await to.query.fetchObjectById(id(3)))?.properties.int).toBe(6);
  });

  it('keeps an unnamed vector, and a collection under another name', async () => {
    await source.collections.create({ name: 'Plain' });
    const plain = source.collections.use('Plain');
    await plain.data.insert({ id: id(1), properties: { n: 1 }, vectors: [0.25, 0.5] });
    expect((await plain.copyTo(target.collections.use('other'))).copied).toBe(1);
    const other = target.collections.use('Other');
    expect((await other.query.fetchObjectById(id(1), { includeVector: true }))?.vectors).toEqual({
      default: [0.25, 0.5],
    });
    expect((await plain.copyTo(other)).skipped).toBe(1);
  });

  it('goes on after a failure in the middle of single writes', async () => {
    const from = await articles(300);
    await target.collections.create(SCHEMA as never);
    const to = target.collections.use('Article');
    let inserts = 0;
    // multi-vectors go one by one to another client
    const insert = async (object: never) => {
      if (++inserts > 100) throw new Error('the line is cut');
      return to.data.insert(object);
    };
    await expect(from.copyTo(foreign(to, { insert }))).rejects.toThrow('the line is cut');
    const written = await to.length();
    expect(written).toBe(100);
    expect(await from.copyTo(to)).toEqual({ copied: 300 - written, skipped: written, references: 0, failed: [] });
    expect(await asStored(to)).toEqual(await asStored(from));
  });

  it('goes on after a failure in the middle of batches', async () => {
    await source.collections.create({ name: 'Plain' });
    const from = source.collections.use('Plain');
    await from.data.insertMany(
      Array.from({ length: 1200 }, (_, n) => ({ id: id(n), properties: { n }, vectors: [n, 1] })),
    );
    await target.collections.createFromJson(await source.collections.exportToJson('Plain'));
    const to = target.collections.use('Plain');
    let batches = 0;
    const insertMany = async (objects: never) => {
      if (++batches === 2) throw new Error('the line is cut');
      return to.data.insertMany(objects);
    };
    await expect(from.copyTo(foreign(to, { insertMany }))).rejects.toThrow('the line is cut');
    const written = await to.length();
    expect(written).toBe(500);
    expect(await from.copyTo(to)).toEqual({ copied: 700, skipped: written, references: 0, failed: [] });
    const read = async (of: Collection) =>
      (await of.query.fetchObjects({ limit: 2000, includeVector: true })).objects.map((one) => ({
        ...one,
        metadata: {},
      }));
    expect(await read(to)).toEqual(await read(from));
  });

  it('reports what is refused with the reason, and throws by default', async () => {
    const from = await articles(4);
    await target.collections.create({
      ...SCHEMA,
      properties: [{ name: 'int', dataType: dataType.TEXT }, ...SCHEMA.properties.filter(({ name }) => name !== 'int')],
    } as never);
    const to = target.collections.use('Article');
    const failed = [id(1), id(3)].map((one) => ({ id: one, reason: expect.stringContaining("'int'") as string }));
    expect(await from.copyTo(to, { onFailed: 'return' })).toMatchObject({ copied: 2, skipped: 0, failed });
    // the same by single calls, as another client's collection is given multi-vectors
    expect(await from.copyTo(foreign(to), { onFailed: 'return' })).toMatchObject({ copied: 0, skipped: 2, failed });
    const error = await from.copyTo(to).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WeaviateCopyError);
    expect((error as WeaviateCopyError).result).toMatchObject({ copied: 0, skipped: 2, failed });
  });

  it('stops where it is told to', async () => {
    const from = await articles(300);
    const stop = new AbortController();
    const onProgress = ({ done }: CopyProgress) => done === 100 && stop.abort(new Error('enough'));
    const to = target.collections.use('Article');
    await expect(from.copyTo(to, { signal: stop.signal, onProgress })).rejects.toThrow('enough');
    expect(await from.copyTo(to)).toMatchObject({ copied: 300, failed: [] });
  });

  it('adds references after the objects, to itself, to others and to several', async () => {
    await source.collections.create({ name: 'Author', properties: [{ name: 'name', dataType: dataType.TEXT }] });
    await source.collections.create({
      name: 'Book',
      properties: [{ name: 'title', dataType: dataType.TEXT }],
      references: [{ name: 'by', targetCollection: 'Author' }],
    });
    const book = source.collections.use('Book');
    await book.config.addReference({ name: 'next', targetCollection: 'Book' });
    await book.config.addReference({ name: 'any', targetCollections: ['Author', 'Book'] });
    const author = source.collections.use('Author');
    await author.data.insertMany([1, 2].map((n) => ({ id: id(n), properties: { name: `author ${n}` } })));
    await book.data.insertMany([11, 12].map((n) => ({ id: id(n), properties: { title: `book ${n}` } })));
    await book.data.referenceAddMany([
      { fromUuid: id(11), fromProperty: 'by', to: [id(1), id(2)] },
      { fromUuid: id(11), fromProperty: 'next', to: id(12) },
      { fromUuid: id(12), fromProperty: 'any', to: Reference.toMultiTarget(id(1), 'Author') },
      { fromUuid: id(12), fromProperty: 'any', to: Reference.toMultiTarget(id(11), 'Book') },
    ]);

    // without the authors the property cannot be made; all else is copied
    const first = await book.copyTo(target.collections, { onFailed: 'return' });
    expect(first).toMatchObject({ copied: 2, references: 1 });
    expect(first.failed.map(({ property }) => property)).toEqual(['by', 'any']);
    await author.copyTo(target.collections);
    expect(await book.copyTo(target.collections)).toEqual({ copied: 0, skipped: 2, references: 4, failed: [] });
    expect(await book.copyTo(target.collections)).toEqual({ copied: 0, skipped: 2, references: 0, failed: [] });
    const read = (client: WeaviateClient) =>
      client.collections.use('Book').query.fetchObjects({
        returnReferences: [
          { linkOn: 'by', returnProperties: ['name'] },
          { linkOn: 'next', returnProperties: ['title'] },
          { linkOn: 'any', targetCollection: 'Author', returnProperties: ['name'] },
        ],
      });
    const links = async (client: WeaviateClient) =>
      (await read(client)).objects.map(({ uuid, references }) => [uuid, JSON.stringify(references)]);
    expect(await links(target)).toEqual(await links(source));
  });

  it('goes tenant by tenant, or takes the tenant of the handle', async () => {
    await source.collections.create({ name: 'Shop', multiTenancy: configure.multiTenancy({ enabled: true }) });
    const shop = source.collections.use('Shop');
    await shop.tenants.create([{ name: 'a' }, { name: 'b' }, { name: 'c', activityStatus: 'INACTIVE' }]);
    for (const [i, name] of ['a', 'b'].entries()) {
      await shop.withTenant(name).data.insertMany([1, 2].map((n) => ({ id: id(n), properties: { n: 10 * i + n } })));
    }
    const only = await shop.withTenant('b').copyTo(target.collections.use('Shop'));
    expect(only).toMatchObject({ copied: 2, skipped: 0 });
    const copied = target.collections.use('Shop');
    expect(Object.keys(await copied.tenants.get())).toEqual(['b']);
    const all = await copied.copyFrom(shop, { onFailed: 'return' });
    expect(all).toMatchObject({ copied: 2, skipped: 2 });
    expect(all.failed).toEqual([{ tenant: 'c', reason: expect.stringContaining('INACTIVE') as string }]);
    for (const name of ['a', 'b']) {
      const read = async (of: Collection) =>
        (await of.withTenant(name).query.fetchObjects()).objects.map(({ uuid, properties }) => [uuid, properties.n]);
      expect(await read(copied)).toEqual(await read(shop));
    }
    await source.collections.create({ name: 'Flat' });
    await expect(shop.copyTo(source.collections.use('Flat'))).rejects.toThrow('name the tenant with withTenant');
    expect(await shop.withTenant('a').copyTo(source.collections.use('Flat'))).toMatchObject({ copied: 2 });
  });

  it('says what it lacks', async () => {
    const from = await articles(1);
    await expect(from.copyTo(foreign(target.collections.use('Article')))).rejects.toThrow(
      'give the `collections` of the target',
    );
    await expect(target.collections.use('Gone').copyTo(source.collections)).rejects.toThrow('no collection Gone');
    await target.collections.create({
      name: 'Article',
      vectorizers: [configure.vectors.selfProvided({ name: 'one' })],
    });
    await expect(from.copyTo(target.collections)).rejects.toThrow('has no vector');
    await expect(from.copyTo(5 as never)).rejects.toThrow('must be a collection');
  });

  it('leaves a blobHash out and says so', async () => {
    await source.collections.create({ name: 'Hashed', properties: [{ name: 'h', dataType: 'blobHash' }] } as never);
    const hashed = source.collections.use('Hashed');
    await hashed.data.insert({ h: 'aGVsbG8=' });
    const { copied, failed } = await hashed.copyTo(target.collections, { onFailed: 'return' });
    expect(copied).toBe(1);
    expect(failed).toEqual([{ property: 'h', reason: expect.stringContaining('hash') as string }]);
  });
});
