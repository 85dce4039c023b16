// What the client sends for a search.
import { describe, expect, it } from 'vitest';
import { Boost, Diversity, queryFactory } from '../../pkg/src/collections/operators.js';
import { json, nothing, recorder, requestOf } from './recorder.js';

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
      names: ['a', 'b', 'b'],
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
