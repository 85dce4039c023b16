// The errors that the client makes of the engine's.
import { describe, expect, it } from 'vitest';
import { Filters } from '../../pkg/src/collections/filter.js';
import { EngineError } from '../../pkg/src/engine/engine.js';
import { WeaviateInvalidInputError } from '../../pkg/src/errors.js';
import { recorder } from './recorder.js';

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
    const noFilter = 'a filter must be made by `collection.filter` or `Filters`, got: undefined';
    await expect(on.data.deleteMany(wrong)).rejects.toThrow(noFilter);
    await expect(on.query.fetchObjects({ filters: Filters.and(wrong) })).rejects.toThrow(noFilter);
  });

  it('lists the kinds of the core', async () => {
    const { readFileSync } = await import('node:fs');
    const { ENGINE_ERROR_KINDS } = await import('../../pkg/src/errors.js');
    const source = readFileSync(new URL('../../src/error.rs', import.meta.url), 'utf8');
    const kinds = [...source.matchAll(/ErrorKind::\w+ => "([a-z-]+)"/g)].map(([, kind]) => kind);
    expect([...ENGINE_ERROR_KINDS]).toEqual(kinds);
  });
});
