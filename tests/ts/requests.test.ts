// What the client sends to an engine and makes of its replies, with an engine that only records.
import { describe, expect, it } from 'vitest';
import { collections } from '../../pkg/src/collections/collections.js';
import { toBase64FromMedia } from '../../pkg/src/collections/media.js';
import { Boost, Diversity, queryFactory } from '../../pkg/src/collections/operators.js';
import { Reference, ReferenceManager } from '../../pkg/src/collections/references.js';
import type { Session } from '../../pkg/src/collections/session.js';
import { configure } from '../../pkg/src/configure/configure.js';
import { type Engine, EngineError } from '../../pkg/src/engine/engine.js';
import type { CallName, Hit } from '../../pkg/src/engine/protocol.js';
import { WeaviateInvalidInputError } from '../../pkg/src/errors.js';
import type { DataObject } from '../../pkg/src/types/data.js';

type Sent = { name: CallName; request: Record<string, unknown> };

/** A session whose engine keeps what it is sent and answers with `replies`, in order; an error is thrown. */
function recorder(...replies: unknown[]) {
  const sent: Sent[] = [];
  const engine = {
    call: async (name: CallName, request: Record<string, unknown>) => {
      sent.push({ name, request: structuredClone(request) });
      const reply = replies.shift();
      if (reply instanceof Error) throw reply;
      return reply;
    },
    flush: async () => {},
    close: async () => {},
  } as unknown as Engine;
  let id = 0;
  const session: Session = { engine, generators: new Map(), now: () => 1000, uuid: () => `id-${++id}` };
  return { sent, session, all: collections(session), use: (name: string) => collections(session).use(name) };
}

/** Only members that are there: absent and undefined are the same to the engine. */
const json = (value: unknown) => JSON.parse(JSON.stringify(value));
const hit = (uuid: string, more: Partial<Hit> = {}): Hit => ({ uuid, properties: {}, metadata: {}, ...more });
const nothing = { objects: [] };

/** The one request that a search sends. */
async function requestOf(search: (on: ReturnType<ReturnType<typeof recorder>['use']>) => Promise<unknown>) {
  const { sent, use } = recorder(nothing);
  await search(use('article'));
  return json(sent[0]!.request);
}

describe('search requests', () => {
  it('upper-cases the collection and lower-cases properties', async () => {
    const request = await requestOf((on) =>
      on.query.fetchObjects({
        limit: 3,
        filters: on.filter.byProperty('Title', true).greaterThan(3),
        sort: on.sort.byProperty('Title', false),
        returnProperties: ['Title', { name: 'Inner', properties: ['Deep', { name: 'Deeper', properties: ['x'] }] }],
        returnReferences: [{ linkOn: 'By', returnReferences: [{ linkOn: 'In', returnProperties: ['Name'] }] }],
      }),
    );
    expect(request).toEqual({
      collection: 'Article',
      limit: 3,
      filters: { operator: 'GreaterThan', target: { property: 'len(title)' }, value: 3 },
      sort: [{ property: 'title', ascending: false }],
      returns: {
        properties: ['title', { name: 'inner', properties: ['Deep', { name: 'Deeper', properties: ['x'] }] }],
        references: [{ on: 'by', returns: { references: [{ on: 'in', returns: { properties: ['name'] } }] } }],
      },
    });
  });

  it('takes vectors in every form', async () => {
    const near = async (vector: unknown, options = {}) =>
      (await requestOf((on) => on.query.nearVector(vector as number[], options))).near;
    expect(await near([1, 2])).toEqual({ vectors: [{ target: '', values: [[1, 2]] }] });
    expect(await near([[1, 2]], { targetVector: 'm', certainty: 0.5 })).toEqual({
      vectors: [{ target: '', values: [[[1, 2]]] }],
      targets: { names: ['m'] },
      certainty: 0.5,
    });
    const { sent, use } = recorder(nothing, nothing, nothing);
    await use('A').query.nearVector(new Float32Array([1, 2]));
    await use('A').query.nearVector([new Float32Array([1, 2])]);
    await use('A').query.nearVector({ data: new Float32Array([1, 2]), dimensions: 2 });
    const forms = sent.map(
      ({ request }) => (request.near as { vectors: { values: unknown[] }[] }).vectors[0]!.values[0],
    );
    expect(forms).toEqual([
      new Float32Array([1, 2]),
      [new Float32Array([1, 2])],
      { data: new Float32Array([1, 2]), dimensions: 2 },
    ]);
    expect(await near({ a: [1], b: [[1], [2]], c: queryFactory.nearVector.listOfVectors([1], [2]) })).toEqual({
      vectors: [
        { target: 'a', values: [[1]] },
        { target: 'b', values: [[[1], [2]]] },
        { target: 'c', values: [[1], [2]] },
      ],
      targets: { names: ['a', 'b', 'c'] },
    });
  });

  it('joins targets with a weight per query vector', async () => {
    const { near } = await requestOf((on) =>
      on.query.nearVector(
        { a: [1], b: queryFactory.nearVector.listOfVectors([1], [2]) },
        { targetVector: on.multiTargetVector.manualWeights({ a: 1, b: [2, 3] }) },
      ),
    );
    expect(near.targets).toEqual({
      names: ['a', 'b'],
      combination: 'manualWeights',
      weights: [
        { target: 'a', weight: 1 },
        { target: 'b', weight: 2 },
        { target: 'b', weight: 3 },
      ],
    });
  });

  it('fuses', async () => {
    const hybrid = async (options: object) => (await requestOf((on) => on.query.hybrid('q', options))).hybrid;
    expect(await hybrid({})).toEqual({ query: 'q', alpha: 0.5 });
    expect(
      await hybrid({
        alpha: 0,
        vector: [[1]],
        targetVector: ['m'],
        fusionType: 'Ranked',
        queryProperties: ['A^2', { name: 'b', weight: 3 }],
        bm25Operator: { operator: 'Or', minimumMatch: 2 },
      }),
    ).toEqual({
      query: 'q',
      alpha: 0,
      fusion: 'Ranked',
      properties: ['a^2', 'b^3'],
      operator: 'Or',
      minimumMatch: 2,
      near: { vectors: [{ target: '', values: [[[1]]] }] },
      targets: { names: ['m'] },
    });
    const moveTo = { force: 0.5, concepts: ['x'], objects: ['id'] };
    expect((await hybrid({ vector: { query: 'other', distance: 0.3, moveTo } })).near).toEqual({
      text: { concepts: ['other'], moveTo },
      distance: 0.3,
    });
    expect(await hybrid({ vector: { vector: { a: [1] }, certainty: 0.3 } })).toMatchObject({
      near: { vectors: [{ target: 'a', values: [[1]] }], certainty: 0.3 },
      targets: { names: ['a'] },
    });
  });

  it('groups, boosts, diversifies and reranks', async () => {
    const request = await requestOf((on) =>
      on.query.nearText(['x', 'y'], {
        moveAway: { force: 1, concepts: ['z'] },
        groupBy: { property: 'Kind', numberOfGroups: 2, objectsPerGroup: 3 },
        diversity: Diversity.mmr({ limit: 3, balance: 0.2 }),
        rerank: { property: 'Title' },
        boost: Boost.blend(
          [
            Boost.filter(on.filter.byId().equal('x'), { weight: 2 }),
            Boost.timeDecay({ property: 'At', scale: '7d', curve: 'linear' }),
            Boost.numericProperty({ property: 'n', modifier: 'sqrt' }),
          ],
          { depth: 5 },
        ),
      }),
    );
    expect(request).toEqual({
      collection: 'Article',
      near: { text: { concepts: ['x', 'y'], moveAway: { force: 1, concepts: ['z'] } } },
      groupBy: { property: 'kind', numberOfGroups: 2, objectsPerGroup: 3 },
      diversity: { limit: 3, balance: 0.2 },
      rerank: { property: 'title' },
      boost: {
        depth: 5,
        conditions: [
          { weight: 2, filter: { operator: 'Equal', target: { property: '_id' }, value: 'x' } },
          { decay: { kind: 'time', property: 'at', scale: '7d', curve: 'linear' } },
          { propertyValue: { property: 'n', modifier: 'sqrt' } },
        ],
      },
      returns: {},
    });
  });

  it('asks for metadata in every form', async () => {
    const all = ['creationTime', 'updateTime', 'distance', 'certainty', 'score', 'explainScore', 'isConsistent'];
    const metadata = async (returnMetadata: unknown) =>
      (await requestOf((on) => on.query.bm25('x', { returnMetadata: returnMetadata as 'all' }))).returns.metadata;
    expect(await metadata(undefined)).toBeUndefined();
    expect(await metadata('all')).toEqual(all);
    expect(await metadata(['all'])).toEqual(all);
    expect(await metadata(['all', 'queryProfile'])).toEqual([...all, 'queryProfile']);
    expect(await metadata(['all', 'distance'])).toEqual(['distance']);
    expect(await metadata(['score', 'rerankScore'])).toEqual(['score']);
    await expect(metadata([])).rejects.toThrow('Invalid input provided: Invalid returnMetadata argument: .');
  });

  it('asks for vectors by true or a list only', async () => {
    const vectors = async (includeVector: unknown) =>
      (await requestOf((on) => on.query.bm25('x', { includeVector: includeVector as boolean }))).returns.vectors;
    expect([await vectors(true), await vectors(['a']), await vectors(false), await vectors('a')]).toEqual([
      true,
      ['a'],
      undefined,
      undefined,
    ]);
  });

  it('refuses empty vectors and media of no kind', async () => {
    const { use, sent } = recorder();
    const on = use('A');
    for (const empty of [[], [[]], {}, new Float32Array()]) {
      await expect(on.query.nearVector(empty)).rejects.toThrow('nearVector argument must be populated');
    }
    await expect(on.query.hybrid('x', { vector: [] })).rejects.toThrow('vector argument must be populated');
    await expect(on.query.nearMedia('x', 'nope' as 'image')).rejects.toThrow('Invalid media type: nope');
    for (const bad of [{ a: ['x'] }, { a: [[1], 2] }, { a: 3 }, ['x']]) {
      await expect(on.query.nearVector(bad as never)).rejects.toThrow('must be a list of numbers');
    }
    expect(sent).toEqual([]);
  });

  it('filters by dates, and behind references', async () => {
    const day = new Date('2024-01-02T03:04:05Z');
    const { filters } = await requestOf((on) =>
      on.query.fetchObjects({
        filters: {
          operator: 'And',
          value: null,
          filters: [
            on.filter.byProperty('at').containsAny([day]),
            on.filter.byRef('By').byRefMultiTarget('In', 'C').byRefCount('X').equal(1),
          ],
        },
      }),
    );
    expect(filters.filters).toEqual([
      { operator: 'ContainsAny', target: { property: 'at' }, value: ['2024-01-02T03:04:05.000Z'] },
      {
        operator: 'Equal',
        target: {
          single: { on: 'by', target: { multi: { on: 'in', collection: 'C', target: { count: { on: 'x' } } } } },
        },
        value: 1,
      },
    ]);
  });

  it('aggregates over searches and by groups', async () => {
    const group = { totalCount: 0, properties: {} };
    const empty = { result: group, groups: [{ ...group, groupedBy: { property: 'kind', value: 1 } }] };
    const { sent, use } = recorder(empty, empty);
    const on = use('A');
    await on.aggregate.nearVector([1], { objectLimit: 3, returnMetrics: on.metrics.aggregate('N').integer(['sum']) });
    await on.aggregate.groupBy.hybrid('q', {
      groupBy: { property: 'Kind', limit: 2 },
      returnMetrics: [on.metrics.aggregate('t').text(undefined, 3)],
    });
    expect(json(sent.map(({ request }) => request))).toEqual([
      {
        collection: 'A',
        near: { vectors: [{ target: '', values: [[1]] }] },
        metrics: [{ property: 'n', kind: 'integer', metrics: ['sum'] }],
        objectLimit: 3,
      },
      {
        collection: 'A',
        hybrid: { query: 'q', alpha: 0.5 },
        metrics: [{ property: 't', kind: 'text', metrics: ['count', 'topOccurrences'], limit: 3 }],
        groupBy: { property: 'kind', limit: 2 },
      },
    ]);
  });
});

describe('results', () => {
  it('has five members and plain vectors', async () => {
    const vectors = {
      single: { data: new Float32Array([0.1, 2]), dimensions: 2, multi: false },
      multi: { data: new Float32Array([1, 2, 3, 4]), dimensions: 2, multi: true },
    };
    const inner = hit('b', { properties: { name: 'x' } });
    const { use } = recorder({
      objects: [hit('a', { vectors, references: { by: { targetCollection: 'Author', objects: [inner] } } })],
      profile: [{ name: 's', node: 'n', searches: {} }],
    });
    const { objects, queryProfile } = await use('A').query.fetchObjects();
    expect(Object.keys(objects[0]!).sort()).toEqual(['metadata', 'properties', 'references', 'uuid', 'vectors']);
    expect(objects[0]!.vectors).toEqual({
      single: [Math.fround(0.1), 2],
      multi: [
        [1, 2],
        [3, 4],
      ],
    });
    const by = objects[0]!.references!.by as unknown as ReferenceManager<undefined>;
    expect(by).toBeInstanceOf(ReferenceManager);
    expect([by.uuids, by.targetCollection, by.objects[0]!.vectors]).toEqual([['b'], 'Author', {}]);
    expect(queryProfile).toEqual({ shards: [{ name: 's', node: 'n', searches: {} }] });
  });

  it('lists the objects of groups', async () => {
    const group = { name: 'g', minDistance: 1, maxDistance: 2, numberOfObjects: 1, objects: [hit('a')] };
    const { use } = recorder({ objects: [], groups: [group] });
    const options = { groupBy: { property: 'k', numberOfGroups: 1, objectsPerGroup: 1 } };
    const { objects, groups } = await use('A').query.bm25('x', options);
    expect(objects.map((one) => [one.uuid, one.belongsToGroup])).toEqual([['a', 'g']]);
    expect(groups.g).toMatchObject({ name: 'g', minDistance: 1, maxDistance: 2, numberOfObjects: 1 });
    expect(groups.g!.objects[0]).toBe(objects[0]);
  });

  it('iterates page by page', async () => {
    const page = (from: number, count: number) => ({
      objects: Array.from({ length: count }, (_, i) => hit(String(from + i))),
    });
    const { sent, use } = recorder(page(0, 100), page(100, 100), page(200, 3));
    const seen: string[] = [];
    for await (const one of use('A').iterator({ returnProperties: ['a'] })) seen.push(one.uuid);
    expect(seen).toEqual(Array.from({ length: 203 }, (_, i) => String(i)));
    expect(sent.map(({ request }) => [request.limit, request.after])).toEqual([
      [100, undefined],
      [100, '99'],
      [100, '199'],
    ]);
  });
});

describe('writes', () => {
  it('tells data objects from bare properties, and makes JSON of values', async () => {
    const ok = { id: 'x' };
    const { sent, use } = recorder(ok, ok, ok, ok, ok, ok);
    const { data } = use('article');
    const day = new Date('2024-01-02T03:04:05Z');
    await data.insert();
    await data.insert({
      a: day,
      b: [day, null as never],
      phone: { number: '1', defaultCountry: 'de' },
      inner: { at: day },
    });
    await data.insert({ properties: { a: undefined as never, b: null }, vectors: [1, 2] });
    const references = { by: Reference.toMultiTarget(['y'], 'C'), also: ['z'] };
    const given: DataObject<undefined> = { id: 'x', references };
    await data.insert({ ...given, properties: {} });
    await data.insert(given);
    const uuid = '460ae2af-2a4b-58d5-b3e0-a142023d83bb';
    await data.insert({ uuid, properties: {}, vectors: { m: [[1]], n: undefined as never } });
    expect(json(sent.map(({ request }) => request.object))).toEqual([
      { id: 'id-1', properties: {} },
      {
        id: 'id-2',
        properties: {
          a: '2024-01-02T03:04:05.000Z',
          b: ['2024-01-02T03:04:05.000Z', null],
          phone: { input: '1', defaultCountry: 'de' },
          inner: { at: '2024-01-02T03:04:05.000Z' },
        },
      },
      { id: 'id-3', properties: { b: null }, vectors: { '': [1, 2] } },
      {
        id: 'x',
        properties: {},
        references: { by: ['weaviate://localhost/C/y'], also: ['weaviate://localhost/z'] },
      },
      { id: 'x' },
      { id: uuid, properties: {}, vectors: { m: [[1]] } },
    ]);
  });

  it('takes `uuid` for an id only where it can be one', async () => {
    const ok = { id: 'x' };
    const { sent, use } = recorder(ok, ok, ok);
    const { data } = use('A');
    const uuid = '460ae2af-2a4b-58d5-b3e0-a142023d83bb';
    await data.insert({ uuid: 'no uuid', properties: {} });
    await data.insert({ id: 'y', uuid, properties: {} });
    await data.insert({ uuid, title: 'bare properties' });
    expect(json(sent.map(({ request }) => request.object))).toEqual([
      { id: 'id-1', properties: {} },
      { id: 'y', properties: {} },
      { id: 'id-2', properties: { uuid, title: 'bare properties' } },
    ]);
  });

  it('reports each object of a batch', async () => {
    const { sent, use } = recorder({ results: [{ id: 'a' }, { error: 'no', id: 'id-2' }] });
    const bad = { properties: {}, vectors: { m: 'x' as never } };
    const result = await use('A').data.insertMany([{ id: 'a', properties: {} }, bad, { t: 'bare' }, 3 as never]);
    expect((sent[0]!.request.objects as unknown[]).length).toBe(2);
    expect(result.uuids).toEqual({ 0: 'a' });
    expect(Object.keys(result.errors)).toEqual(['1', '2', '3']);
    expect(result.errors[1]!.message).toContain("the vector 'm' must be");
    expect(json(result.errors[2])).toEqual({
      message: 'no',
      object: { id: 'id-2', properties: { t: 'bare' }, collection: 'A' },
      originalUuid: 'id-2',
    });
    expect(result).toMatchObject({ hasErrors: true, elapsedSeconds: 0 });
    expect(result.allResponses).toEqual(['a', result.errors[1], result.errors[2], result.errors[3]]);
    const { sent: none, use: other } = recorder();
    expect(await other('A').data.insertMany([])).toMatchObject({ allResponses: [], hasErrors: false });
    expect(none).toEqual([]);
  });

  it('ingests any iterable, a thousand at a time', async () => {
    let taken = 0;
    const seen: [objects: number, taken: number][] = [];
    const { session, all } = recorder();
    session.engine.call = (async (_: string, { objects }: { objects: unknown[] }) => {
      seen.push([objects.length, taken]);
      return { results: objects.map(() => ({ id: 'x' })) };
    }) as never;
    async function* source() {
      for (; taken < 2500; taken++) yield { n: taken };
    }
    const result = await all.use('A').data.ingest(source());
    expect(result.allResponses.length).toBe(2500);
    expect(seen.map(([objects]) => objects)).toEqual([1000, 1000, 500]);
    expect(seen[0]![1]).toBeLessThanOrEqual(1000);
  });

  it('deletes many, and lists them only when asked', async () => {
    const reply = { matches: 1, successful: 1, failed: 0, objects: [{ id: 'a', successful: true }] };
    const { use } = recorder(reply, reply);
    const { data, filter } = use('A');
    const where = filter.byId().equal('a');
    expect((await data.deleteMany(where, { verbose: true })).objects).toEqual([
      { id: 'a', successful: true, error: '' },
    ]);
    expect((await data.deleteMany(where)).objects).toBeUndefined();
  });

  it('adds references one by one or together', async () => {
    const { sent, use } = recorder(null, null, { errors: { 1: 'no' } }, null);
    const { data } = use('A').withTenant('t');
    await data.referenceAdd({ fromUuid: 'a', fromProperty: 'p', to: ['x', 'y'] });
    const { errors, hasErrors } = await data.referenceAddMany([{ fromUuid: 'a', fromProperty: 'p', to: ['x', 'y'] }]);
    await data.referenceReplace({ fromUuid: 'a', fromProperty: 'p', to: { targetCollection: 'C', uuids: 'z' } });
    expect(errors).toEqual({
      1: {
        message: 'no',
        reference: { from: 'weaviate://localhost/A/a/p', to: 'weaviate://localhost/y', tenant: 't' },
      },
    });
    expect(hasErrors).toBe(true);
    expect(sent.map(({ name, request }) => [name, request.to, request.tenant])).toEqual([
      ['references.add', 'weaviate://localhost/x', 't'],
      ['references.add', 'weaviate://localhost/y', 't'],
      ['references.batch', undefined, 't'],
      ['references.replace', ['weaviate://localhost/C/z'], 't'],
    ]);
  });
});

describe('errors', () => {
  const refuse = (message: string, status = 422, kind = 'unprocessable') => new EngineError(message, status, kind);
  const REST = 'The request to Weaviate failed with status code:';
  const caught = async (error: EngineError, call: (on: ReturnType<typeof recorder>) => Promise<unknown>) => {
    const failure = await call(recorder(error)).catch((thrown: Error & { code?: unknown }) => thrown);
    const { name, message, code } = failure as Error & { code?: unknown };
    return [name, message, code];
  };

  it('words REST refusals as the server does', async () => {
    const insert = (on: ReturnType<typeof recorder>) => on.use('A').data.insert({});
    const status = 'WeaviateUnexpectedStatusCodeError';
    expect(await caught(refuse('a "b"'), insert)).toEqual([
      status,
      `${REST} 422 and message: {"error":[{"message":"a \\"b\\""}]}`,
      422,
    ]);
    expect(await caught(refuse('', 404, 'not-found'), insert)).toEqual([status, `${REST} 404 and message: `, 404]);
    expect(await caught(refuse('bad', 400, 'bad-request'), insert)).toEqual([
      status,
      `${REST} 400 and message: {"code":400,"message":"bad"}`,
      400,
    ]);
    expect((await caught(refuse('id', 422, 'schema'), insert))[1]).toContain('{"code":601,"message":"id"}');
    const create = (on: ReturnType<typeof recorder>) => on.all.create({ name: 'A' });
    expect((await caught(refuse('x', 422, 'schema'), create))[1]).toContain('{"code":606,"message":"x"}');
    expect((await caught(refuse('x'), create))[1]).toContain('{"allowed":null,"error":[{"message":"x"}]}');
    expect((await caught(refuse('x'), (on) => on.use('A').data.exists('x')))[1]).toBe(`${REST} 422 and message: `);
  });

  it('names the method of what a client sends by gRPC', async () => {
    const error = refuse('no');
    const query = 'Query call with protocol gRPC failed with message: /weaviate.v1.Weaviate';
    const filter = { operator: 'Equal' as const, target: { property: 'a' }, value: 1 };
    const list = async (call: (on: ReturnType<ReturnType<typeof recorder>['use']>) => Promise<unknown>) =>
      (await caught(error, (on) => call(on.use('A')))).slice(0, 2);
    expect(await list((on) => on.query.bm25('x'))).toEqual(['WeaviateQueryError', `${query}/Search UNKNOWN: no`]);
    expect(await list((on) => on.query.fetchObjectById('x'))).toEqual([
      'WeaviateQueryError',
      `${query}/Search UNKNOWN: no`,
    ]);
    expect(await list((on) => on.length())).toEqual(['WeaviateQueryError', `${query}/Aggregate UNKNOWN: no`]);
    expect(await list((on) => on.data.deleteMany(filter))).toEqual([
      'WeaviateDeleteManyError',
      'Delete many failed with message: /weaviate.v1.Weaviate/BatchDelete UNKNOWN: no',
    ]);
    expect(await list((on) => on.data.insertMany([{}]))).toEqual([
      'WeaviateBatchError',
      'Batch objects insert failed with message: /weaviate.v1.Weaviate/BatchObjects UNKNOWN: no',
    ]);
    expect(await list((on) => on.tenants.get())).toEqual([
      'WeaviateTenantsGetError',
      'Tenants get failed with message: /weaviate.v1.Weaviate/TenantsGet UNKNOWN: get tenants: no',
    ]);
    expect((await list((on) => on.tenants.getByName('x')))[0]).toBe('WeaviateUnexpectedStatusCodeError');
  });

  it('stops at once when a signal fires', async () => {
    const { session, all } = recorder();
    session.engine.call = (() => new Promise(() => {})) as never;
    const controller = new AbortController();
    const waiting = all.use('A').query.bm25('x', {}, { abortSignal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await expect(all.use('A').query.bm25('x', {}, { abortSignal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    session.timeout = { query: 0.01 };
    await expect(all.use('A').query.bm25('x')).rejects.toMatchObject({
      name: 'WeaviateRequestTimeoutError',
      message: 'Weaviate request timed out with message: timed out after 10ms',
    });
  });

  it('refuses names that are none', async () => {
    const { all } = recorder();
    expect(() => all.use({} as never)).toThrow(
      'Invalid input provided: The collection name must be a string, got: object',
    );
    await expect(all.exists('')).rejects.toThrow('invalid usage: className must be set');
    const { tenants } = all.use('A');
    expect(() => tenants.create({ name: 'x', activityStatus: 'FROZEN' })).toThrow('ACTIVE, INACTIVE, HOT, COLD.');
    await expect(tenants.update({ name: 'x', activityStatus: 'no' as never })).rejects.toThrow(
      'ACTIVE, INACTIVE, HOT, COLD, OFFLOADED.',
    );
    await expect(all.use('A').backup.create({ backupId: 'x', backend: 's3' })).rejects.toMatchObject({
      name: 'WeaviateUnsupportedFeatureError',
    });
  });

  it('refuses arguments that cannot be read', async () => {
    const { use, all } = recorder();
    const on = use('A');
    const wrong = undefined as never;
    const round: { operator: 'And'; filters: unknown[]; value: null } = { operator: 'And', filters: [], value: null };
    round.filters.push(round);
    const properties: Record<string, unknown> = {};
    properties.self = properties;
    const calls = [
      () => on.data.insertMany(wrong),
      () => on.data.deleteMany(wrong),
      () => on.data.deleteMany(round as never),
      () => on.data.insert({ properties } as never),
      () => on.data.insert({ n: 1n } as never),
      () => on.data.referenceAddMany(wrong),
      () => on.query.fetchObjects({ sort: 'title' as never }),
      () => on.query.fetchObjects({ returnProperties: 'title' as never }),
      () => on.query.bm25('x', { queryProperties: [wrong] }),
      () => on.aggregate.overAll({ returnMetrics: {} as never }),
      () => on.config.addProperty(wrong),
      () => on.tenants.remove([wrong]),
      () => all.create(wrong),
    ];
    for (const call of calls) await expect(call(), String(call)).rejects.toThrow(WeaviateInvalidInputError);
  });

  it('lists the kinds of the core', async () => {
    const { readFileSync } = await import('node:fs');
    const { ENGINE_ERROR_KINDS } = await import('../../pkg/src/errors.js');
    const source = readFileSync(new URL('../../src/error.rs', import.meta.url), 'utf8');
    const kinds = [...source.matchAll(/ErrorKind::\w+ => "([a-z-]+)"/g)].map(([, kind]) => kind);
    expect([...ENGINE_ERROR_KINDS]).toEqual(kinds);
  });
});

describe('generate', () => {
  it('asks the function of the collection', async () => {
    const found = { objects: [hit('a', { properties: { t: 'x', n: 2 } }), hit('b', { properties: { t: 'y', n: 3 } })] };
    const { all } = recorder({ class: 'A' }, found, found);
    const asked: unknown[] = [];
    const generative = configure.generative.custom(({ prompt, objects, grouped }) => {
      asked.push([prompt, objects.length, grouped]);
      return prompt.toUpperCase();
    });
    const on = await all.create({ name: 'A', generative });
    const result = await on.generate.fetchObjects({ singlePrompt: 'say {t} {n}', groupedTask: 'sum up' });
    expect(result.objects.map(({ generative, generated }) => [generative?.text, generated])).toEqual([
      ['SAY X 2', 'SAY X 2'],
      ['SAY Y 3', 'SAY Y 3'],
    ]);
    expect(result.generative).toEqual({ text: 'SUM UP' });
    expect(asked).toContainEqual(['sum up', 2, true]);
    await expect(on.generate.fetchObjects({ singlePrompt: '{nope}' })).rejects.toMatchObject({
      name: 'WeaviateQueryError',
    });
  });

  it('refuses what needs a provider', async () => {
    const { use } = recorder({ class: 'A' });
    await expect(use('A').generate.bm25('x', { singlePrompt: 'y' })).rejects.toMatchObject({
      name: 'WeaviateUnsupportedFeatureError',
    });
  });
});

describe('media', () => {
  it('makes base64 of bytes, files, URLs and what is base64 already', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    expect(await toBase64FromMedia(bytes)).toBe('AQID');
    expect(await toBase64FromMedia(bytes.buffer)).toBe('AQID');
    expect(await toBase64FromMedia(new Blob([bytes]))).toBe('AQID');
    expect(await toBase64FromMedia('data:application/octet-stream;base64,AQID')).toBe('AQID');
    expect(await toBase64FromMedia('AQID')).toBe('AQID');
    expect(await toBase64FromMedia('A'.repeat(100_000))).toBe('A'.repeat(100_000));
    const own = new URL(import.meta.url).pathname;
    expect(atob(await toBase64FromMedia(own))).toContain('makes base64 of bytes');
    expect((await toBase64FromMedia(new Uint8Array(200_000))).length).toBe(266_668);
  });
});
