// What the client sends to write.
import { describe, expect, it } from 'vitest';
import { Reference } from '../../pkg/src/collections/references.js';
import type { DataObject } from '../../pkg/src/types/data.js';
import { json, recorder } from './recorder.js';

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
