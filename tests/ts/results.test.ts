// What the client makes of a search's reply.
import { describe, expect, it } from 'vitest';
import { ReferenceManager } from '../../pkg/src/collections/references.js';
import type { Hit } from '../../pkg/src/engine/protocol.js';
import { hit, recorder } from './recorder.js';

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

  it('follows references of referenced objects, and tells of none where there are none', async () => {
    const to = (...objects: Hit[]) => ({ by: { targetCollection: 'A', objects } });
    const reply = () => ({
      objects: [
        hit('a', { references: to(hit('b', { references: to(hit('c', { references: {} })) })) }),
        hit('d', { references: {} }),
      ],
    });
    const { use } = recorder(reply());
    const { objects } = await use('A').query.fetchObjects();
    const by = (object: { references?: unknown }) =>
      (object.references as { by: ReferenceManager<undefined> }).by.objects[0]!;
    const inner = by(objects[0]!);
    expect([inner.uuid, by(inner).uuid, by(inner).references]).toEqual(['b', 'c', undefined]);
    expect(objects[1]!.references).toEqual({});
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
    const { sent, use } = recorder(page(0, 100), page(100, 100), page(200, 3), page(203, 0));
    const seen: string[] = [];
    for await (const one of use('A').iterator({ returnProperties: ['a'] })) seen.push(one.uuid);
    expect(seen).toEqual(Array.from({ length: 203 }, (_, i) => String(i)));
    expect(sent.map(({ request }) => [request.limit, request.after])).toEqual([
      [100, undefined],
      [100, '99'],
      [100, '199'],
      [100, '202'],
    ]);
  });
});
