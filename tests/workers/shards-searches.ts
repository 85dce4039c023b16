/** Searches over the made-up documents: those that many shards answer as one engine does, and those that they refuse. */
import weavelet, { type Collection } from 'weavelet/workers';
import { query, uuidOf } from './shards-data.js';

export type Search = (collection: Collection) => Promise<unknown>;

export const target = { targetVector: 'one', limit: 12 } as const;
const returnMetadata: ('distance' | 'score')[] = ['distance', 'score'];

/** What a call fails with. */
export const said = (call: Promise<unknown>) =>
  call.then(
    () => 'nothing',
    (error: Error) => `${error.name}: ${error.message}`,
  );

/** Searches that many shards answer as one engine does. */
export const SAME: Record<string, Search> = {
  'nearVector, one': (c) => c.query.nearVector(query.one, { ...target, returnMetadata, includeVector: ['one'] }),
  'nearVector, multi-vector': (c) =>
    c.query.nearVector(query.tokens, { targetVector: 'tokens', returnMetadata: ['distance'] }),
  'offset and limit': (c) =>
    c.query.nearVector(query.one, { ...target, offset: 30, limit: 7, returnProperties: ['n'] }),
  distance: (c) => c.query.nearVector(query.one, { ...target, limit: 300, distance: 0.6, returnProperties: ['n'] }),
  certainty: (c) => c.query.nearVector(query.one, { ...target, limit: 300, certainty: 0.7, returnProperties: ['n'] }),
  autocut: (c) => c.query.nearVector(query.one, { ...target, limit: 60, autoLimit: 2, returnProperties: ['n'] }),
  nearObject: (c) => c.query.nearObject(uuidOf(5), { ...target, returnMetadata: ['distance'] }),
  filters: (c) =>
    c.query.nearVector(query.one, {
      ...target,
      filters: weavelet.filter.byProperty('kind').equal('Kind 2'),
      returnMetadata: ['distance'],
    }),
  'groups of texts': (c) =>
    c.query.nearVector(query.one, {
      ...target,
      limit: 40,
      groupBy: { property: 'tags', numberOfGroups: 4, objectsPerGroup: 3 },
    }),
  'groups of numbers': (c) =>
    c.query.nearVector(query.one, {
      ...target,
      limit: 40,
      returnProperties: ['text'],
      groupBy: { property: 'even', numberOfGroups: 4, objectsPerGroup: 5 },
    }),
  list: (c) => c.query.fetchObjects({ limit: 25, offset: 10 }),
  cursor: (c) => c.query.fetchObjects({ limit: 25, after: uuidOf(3) }),
  'sorted by number': (c) => c.query.fetchObjects({ limit: 30, sort: c.sort.byProperty('weight', false) }),
  'sorted by text, then date': (c) =>
    c.query.fetchObjects({
      limit: 200,
      sort: c.sort.byProperty('kind').byProperty('at', false),
      returnProperties: ['n'],
    }),
  'sorted by id': (c) => c.query.fetchObjects({ limit: 30, sort: c.sort.byId(false), returnProperties: ['n'] }),
  'by id': async (c) => {
    const found = await c.query.fetchObjectById(uuidOf(77), { includeVector: true });
    return [found?.properties, found?.vectors];
  },
  'not there': (c) => c.query.fetchObjectById(uuidOf(-1)),
  length: (c) => c.length(),
  'hybrid of vectors only': (c) =>
    c.query.hybrid('token ring', {
      ...target,
      alpha: 1,
      vector: query.one,
      returnMetadata: ['score', 'explainScore'],
    }),
  'hybrid of vectors only, explained': (c) =>
    c.query.hybrid('token ring', {
      targetVector: 'tokens',
      limit: 12,
      alpha: 1,
      vector: query.tokens,
      explain: { matrix: true },
      returnMetadata: ['score', 'explain'],
    }),
  'hybrid, highlighted by vectors and words': async (c) => {
    const { objects } = await c.query.hybrid('token ring', {
      targetVector: 'tokens',
      limit: 20,
      vector: query.tokens,
      filters: c.filter.byId().containsAny(Array.from({ length: 20 }, (_, i) => uuidOf(7 * i))),
      highlight: true,
    });
    // a shard's words have the frequencies of the shard: what they make of scores and masses is no matter here
    const passages = objects.map(({ uuid, metadata }): [string, unknown] => {
      const { snippet, ranges } = metadata!.highlights!.text!;
      return [uuid, { snippet, ranges }];
    });
    if (passages.length !== 20) throw new Error(`${passages.length} passages of 20`);
    return passages.sort(([a], [b]) => (a < b ? -1 : 1));
  },
  'hybrid in groups': (c) =>
    c.query.hybrid('token ring', {
      ...target,
      alpha: 1,
      vector: query.one,
      returnProperties: ['text'],
      groupBy: { property: 'kind', numberOfGroups: 3, objectsPerGroup: 2 },
    }),
  'hybrid up to a distance': (c) =>
    c.query.hybrid('late', { ...target, alpha: 1, vector: query.one, maxVectorDistance: 0.5, autoLimit: 1 }),
  aggregate: (c) =>
    c.aggregate.overAll({
      returnMetrics: [
        c.metrics.aggregate('n').integer(['count', 'maximum', 'minimum', 'sum', 'mean']),
        c.metrics.aggregate('even').boolean(['count', 'percentageTrue', 'totalFalse']),
        c.metrics.aggregate('kind').text(['count', 'topOccurrencesOccurs', 'topOccurrencesValue']),
        c.metrics.aggregate('at').date(['count', 'minimum', 'maximum']),
      ],
    }),
  'aggregate by kind': async (c) => {
    const groups = await c.aggregate.groupBy.overAll({
      groupBy: 'kind',
      returnMetrics: [c.metrics.aggregate('n').integer(['sum'])],
    });
    // a server's order of equally large groups is any
    return groups.sort((a, b) => (String(a.groupedBy.value) < String(b.groupedBy.value) ? -1 : 1));
  },
  'iterator of all': async (c) => {
    const uuids: string[] = [];
    for await (const { uuid } of c.iterator({ returnProperties: [] })) uuids.push(uuid);
    return uuids;
  },
  'no such property': (c) => said(c.query.fetchObjects({ filters: weavelet.filter.byProperty('nothing').equal('x') })),
  'wrong dimensions': async (c) => typeof (await said(c.query.nearVector([1, 2], target))),
  'no such object': (c) => said(c.query.nearObject(uuidOf(-1), target)),
};

/** What is refused, since no merge of shards can answer it. */
export const UNMERGEABLE: Record<string, Search> = {
  diversity: (c) => c.query.nearVector(query.one, { ...target, diversity: { type: 'mmr', limit: 3 } } as never),
  median: (c) => c.aggregate.overAll({ returnMetrics: c.metrics.aggregate('n').integer(['median']) }),
  'grouping by a date': (c) =>
    c.query.nearVector(query.one, { ...target, groupBy: { property: 'at', numberOfGroups: 2, objectsPerGroup: 2 } }),
};
