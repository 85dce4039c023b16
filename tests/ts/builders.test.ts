// The builders against Weaviate's client: the same plain objects for the same calls.
import { describe, expect, it } from 'vitest';
import * as theirs from 'weaviate-client';
import { Filters, filter, uncapitalized } from '../../pkg/src/collections/filter.js';
import { MetricsManager } from '../../pkg/src/collections/metrics.js';
import { multiTargetVector } from '../../pkg/src/collections/multi-target.js';
import { Bm25Operator, Boost, Diversity, DiversityGuards, queryFactory } from '../../pkg/src/collections/operators.js';
import { permissions } from '../../pkg/src/collections/permissions.js';
import { Reference } from '../../pkg/src/collections/references.js';
import { Sorting, sort } from '../../pkg/src/collections/sort.js';
import { formatUuid, generateUuid5, uuidSource } from '../../pkg/src/collections/uuid.js';
import { DbVersion } from '../../pkg/src/collections/version.js';
import type { Properties } from '../../pkg/src/types/fields.js';
import type { Filter } from '../../pkg/src/types/filters.js';

const day = new Date('2024-02-03T04:05:06.789Z');
type Any = Filter<Properties>;

describe('filters', () => {
  const CALLS: [string, (start: Any) => unknown][] = [
    ['equal', (f) => f.byProperty('a').equal(1)],
    ['notEqual', (f) => f.byProperty('a').notEqual('x')],
    ['comparisons', (f) => [f.byProperty('a').lessThan(1), f.byProperty('a').greaterOrEqual(day)]],
    ['more comparisons', (f) => [f.byProperty('a').lessOrEqual(1), f.byProperty('a').greaterThan(2)]],
    ['like', (f) => f.byProperty('a').like('x*')],
    ['isNull', (f) => f.byProperty('a').isNull(true)],
    ['contains', (f) => [f.byProperty('a').containsAny([1, 2]), f.byProperty('a').containsAll(['x'])]],
    ['containsNone', (f) => f.byProperty('a').containsNone([true])],
    ['geo', (f) => f.byProperty('a').withinGeoRange({ latitude: 1, longitude: 2, distance: 3 })],
    ['length', (f) => f.byProperty('a', true).equal(3)],
    ['id', (f) => [f.byId().equal('x'), f.byId().notEqual('x'), f.byId().containsAny(['x'])]],
    ['times', (f) => [f.byCreationTime().lessThan(day), f.byUpdateTime().containsAny([day, 'x'])]],
    ['reference', (f) => f.byRef('r').byProperty('a').equal(1)],
    ['two references', (f) => f.byRef('r').byRef('s').byProperty('a', true).equal(1)],
    ['targets', (f) => f.byRefMultiTarget('r', 'C').byId().equal('x')],
    ['count', (f) => [f.byRefCount('r').greaterThan(2), f.byRef('r').byRefCount('s').equal(1)]],
  ];
  for (const [title, call] of CALLS) {
    it(title, () => expect(call(filter() as never)).toEqual(call(theirs.default.filter as never)));
  }

  it('combines', () => {
    const [a, b] = [filter().byProperty('a').equal(1), filter().byId().equal('x')];
    expect(Filters.and(a, b)).toEqual(theirs.Filters.and(a as never, b as never));
    expect(Filters.or(a, b)).toEqual(theirs.Filters.or(a as never, b as never));
    expect(Filters.not(a)).toEqual(theirs.Filters.not(a as never));
  });

  it('starts afresh each time', () => {
    const reference = filter().byRef('r');
    const first = reference.byProperty('a').equal(1);
    reference.byRef('s').byProperty('b').equal(2);
    expect(first.target).toEqual({ singleTarget: { on: 'r', target: { property: 'a' } } });
  });

  it('lower-cases the first letter of properties', () => {
    expect(['Abc', 'aBC', '_id', 'len(Abc)', 'ÉA', ''].map(uncapitalized)).toEqual([
      'abc',
      'aBC',
      '_id',
      'len(abc)',
      'éA',
      '',
    ]);
  });
});

describe('sort, metrics, targets', () => {
  it('sorts', () => {
    const order = sort<undefined>().byProperty('a').byId(false).byCreationTime().byUpdateTime(false);
    expect(order).toBeInstanceOf(Sorting);
    const same = new theirs.Sorting<{ a: string }>().byProperty('a').byId(false).byCreationTime().byUpdateTime(false);
    expect(order.sorts).toEqual(same.sorts);
  });

  it('asks for metrics', () => {
    for (const kind of ['boolean', 'date', 'integer', 'number', 'text'] as const) {
      for (const keys of [undefined, [], ['count' as const]]) {
        const ours = new MetricsManager<undefined, 'p'>('p')[kind](keys);
        expect(ours).toEqual(new theirs.MetricsManager<undefined, 'p'>('p')[kind](keys));
      }
    }
    const keys: ('count' | 'topOccurrencesValue')[] = ['count', 'topOccurrencesValue'];
    expect(new MetricsManager<undefined, 'p'>('p').text(keys, 5)).toEqual(
      new theirs.MetricsManager<undefined, 'p'>('p').text(keys, 5),
    );
  });

  it('joins targets', () => {
    const join = multiTargetVector<undefined>();
    expect(join.sum(['a', 'b'])).toEqual({ combination: 'sum', targetVectors: ['a', 'b'] });
    expect(join.average(['a'])).toEqual({ combination: 'average', targetVectors: ['a'] });
    expect(join.minimum(['a'])).toEqual({ combination: 'minimum', targetVectors: ['a'] });
    const weights = { a: 1, b: [2, 3] };
    const weighted = { targetVectors: ['a', 'b'], weights };
    expect(join.relativeScore(weights)).toEqual({ combination: 'relative-score', ...weighted });
    expect(join.manualWeights(weights)).toEqual({ combination: 'manual-weights', ...weighted });
  });
});

describe('small builders', () => {
  it('has operators, diversity and lists of vectors', () => {
    expect(Bm25Operator.and()).toEqual(theirs.Bm25Operator.and());
    expect(Bm25Operator.or({ minimumMatch: 2 })).toEqual(theirs.Bm25Operator.or({ minimumMatch: 2 }));
    expect(Bm25Operator.andCross()).toEqual({ operator: 'AndCross' });
    expect(Diversity.mmr({ limit: 3 })).toEqual(theirs.Diversity.mmr({ limit: 3 }));
    expect(DiversityGuards.isMMR(Diversity.mmr())).toBe(true);
    const { listOfVectors } = queryFactory.nearVector;
    expect(listOfVectors([1], [2])).toEqual(theirs.queryFactory.nearVector.listOfVectors([1], [2]));
    expect(listOfVectors([[1]], [[2]])).toEqual(theirs.queryFactory.nearVector.listOfVectors([[1]], [[2]]));
  });

  it('blends boosts', () => {
    const filtered = Boost.filter(filter().byProperty('a').equal(1), { weight: 2 });
    const decayed = Boost.timeDecay({ property: 'at', scale: '7d' });
    const { conditions, weight } = Boost.blend([filtered, decayed], { weight: 0.3 });
    expect(weight).toBe(0.3);
    expect(conditions.map((one) => [one.func.type, one.weight])).toEqual([
      ['filter', 2],
      ['timeDecay', undefined],
    ]);
    expect(() => Boost.blend([Boost.numericProperty({ property: 'n', depth: 3 })])).toThrow(
      'Invalid input provided: A boost passed to Boost.blend() cannot set its own depth.',
    );
    expect(Boost.numericDecay({ property: 'n', origin: 1, scale: 2, weight: 3 })).toEqual({
      conditions: [{ weight: 3, func: { property: 'n', origin: 1, scale: 2, type: 'numericDecay' } }],
      weight: 3,
    });
  });

  it('makes references', () => {
    const [ours, same] = [Reference.toMultiTarget(['x', 'y'], 'C'), theirs.Reference.toMultiTarget(['x', 'y'], 'C')];
    expect(ours.toBeaconObjs()).toEqual(same.toBeaconObjs());
    expect(ours.isMultiTarget()).toBe(true);
    expect(Reference.to('x').toBeaconStrings()).toEqual(theirs.Reference.to('x').toBeaconStrings());
    expect(Reference.to('x').isMultiTarget()).toBe(false);
  });

  it('describes permissions', () => {
    const same = theirs.default.permissions;
    const names = { alias: ['a', 'b'], collection: ['C', 'D'], create: true, delete: true };
    expect(permissions.aliases(names)).toEqual(same.aliases(names));
    expect(permissions.backup({ collection: 'C', manage: true })).toEqual(
      same.backup({ collection: 'C', manage: true }),
    );
    const verbose = { collection: 'C', read: true };
    expect(permissions.nodes.verbose(verbose)).toEqual(same.nodes.verbose(verbose));
    expect(permissions.nodes.minimal({ read: true })).toEqual(same.nodes.minimal({ read: true }));
    expect(permissions.data({ collection: 'C', read: true })).toEqual(same.data({ collection: 'C', read: true }));
    expect(permissions.users({ user: 'u', read: true })).toEqual(same.users({ user: 'u', read: true }));
    const group = { groupID: 'g', read: true, assignAndRevoke: true };
    expect(permissions.groups.oidc(group)).toEqual(same.groups.oidc(group));
    const shard = { collection: 'C', shard: 's', update: true };
    expect(permissions.replicate(shard)).toEqual(same.replicate(shard));
    expect(permissions.roles({ role: 'r', read: true })).toEqual(same.roles({ role: 'r', read: true }));
    expect(permissions.tenants({ collection: 'C', read: true })).toEqual(same.tenants({ collection: 'C', read: true }));
    expect(permissions.cluster({ read: true })).toEqual(same.cluster({ read: true }));
    expect(permissions.mcp({ read: true })).toEqual(same.mcp({ read: true }));
    const config = { collection: 'C', read_config: true, delete_collection: true };
    expect(permissions.collections(config)).toEqual(same.collections(config));
  });
});

describe('uuids and versions', () => {
  it('makes the UUID of a text', () => {
    expect(generateUuid5('doc1')).toBe('460ae2af-2a4b-58d5-b3e0-a142023d83bb');
    for (const text of [
      '',
      'a',
      'é🎉',
      'x'.repeat(39),
      'x'.repeat(40),
      'x'.repeat(47),
      'x'.repeat(48),
      'y'.repeat(300),
    ]) {
      expect(generateUuid5(text)).toBe(theirs.generateUuid5(text));
      expect(generateUuid5(text, 7)).toBe(theirs.generateUuid5(text, 7));
    }
    expect(generateUuid5(42)).toBe(theirs.generateUuid5(42));
  });

  it('marks random UUIDs as version 4', () => {
    expect(formatUuid(new Uint8Array(16).fill(0xff), 4)).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
    let drawn = 0;
    const uuid = uuidSource((length) => Uint8Array.from({ length }, () => drawn++ >> 4));
    const ids = Array.from({ length: 1000 }, uuid);
    expect(new Set(ids.map((id) => id.slice(0, 8))).size).toBe(256);
    expect(ids[1]).toBe('01010101-0101-4101-8101-010101010101');
    expect(ids.every((id) => /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(id))).toBe(true);
  });

  it('compares versions', () => {
    const version = DbVersion.fromString('v1.38.11');
    expect(version.show()).toBe('1.38.11');
    expect([version.isAtLeast(1, 38), version.isAtLeast(1, 38, 12), version.isAtLeast(2, 0)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([version.isLowerThan(1, 39, 0), version.isLowerThan(1, 38, 11)]).toEqual([true, false]);
    expect(() => DbVersion.fromString('one')).toThrow('Invalid version: one');
  });
});
