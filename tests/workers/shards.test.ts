import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Explanation } from 'weavelet';
import { startJina } from '../conformance/jina.js';
import { DevWorker } from './dev-worker.js';
import { DOCUMENTS, SHARDS, TENANTS, uuidOf } from './shards-data.js';

type Hit = { uuid: string; metadata: Record<string, number>; vectors: object };

describe('collections over Durable Objects', () => {
  let worker: DevWorker;
  beforeAll(async () => {
    worker = await DevWorker.bundled(new URL('shards-worker.ts', import.meta.url), {
      objects: { OBJECTS: 'WeaveletObject', FRAGILE: 'Fragile' },
    });
    const shards = await worker.ask<{ name: string }[]>('create');
    expect(shards.map(({ name }) => name)).toEqual(Array.from({ length: SHARDS }, (_, i) => String(i)));
  });
  afterAll(() => worker?.stop());

  it('answers over 8 shards what one engine answers, also after a restart', async () => {
    const check = async () => {
      for (const [name, [many, one]] of Object.entries(await worker.ask<Record<string, unknown[]>>('same'))) {
        expect(many, name).toEqual(one);
      }
    };
    await check();
    await worker.restart();
    await check();
  });

  it('merges what each shard finds by its own statistics, best first, then by uuid', async () => {
    for (const [name, [found, expected]] of Object.entries(
      await worker.ask<Record<string, [Hit[], Hit[]]>>('perShard'),
    )) {
      expect(found, name).toHaveLength(20);
      expect(found, name).toEqual(expected);
    }
  });

  it('fuses the legs once, over all shards', async () => {
    const { objects, expected } = await worker.ask<{ objects: Hit[]; expected: [string, number][] }>('hybrid');
    expect(objects.map(({ uuid }) => uuid)).toEqual(expected.map(([uuid]) => uuid));
    for (const [i, { metadata, vectors }] of objects.entries()) {
      expect(metadata.score).toBeCloseTo(expected[i]![1], 5);
      expect(metadata.creationTime).toBeDefined();
      expect(Object.keys(vectors)).toEqual(['tokens']);
    }
  });

  it('takes the scores of a hybrid search apart: fused legs, tokens and terms', async () => {
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    for (const hits of await worker.ask<Explanation[][]>('explained')) {
      expect(hits).toHaveLength(60);
      const kinds = hits.flatMap(({ hybrid }) => hybrid!.legs.map(({ kind }) => kind));
      expect(new Set(kinds)).toEqual(new Set(['vector', 'keyword']));
      for (const { score, hybrid, vector, keyword } of hits) {
        expect(sum(hybrid!.legs.map(({ contribution }) => contribution))).toBeCloseTo(score, 5);
        for (const { kind, raw, normalised, weight, contribution, rank } of hybrid!.legs) {
          expect(normalised * weight).toBeCloseTo(contribution, 5);
          if (hybrid!.fusion === 'ranked') expect(normalised).toBeCloseTo(1 / (rank + 59), 5);
          const [target] = vector?.targets ?? [];
          if (kind === 'vector') {
            expect(sum(target!.tokens!.map(({ similarity }) => similarity))).toBeCloseTo(target!.score, 5);
            expect(raw - 1).toBeCloseTo(target!.score, 5);
          } else {
            expect(sum(keyword!.terms.map(({ contribution }) => contribution))).toBeCloseTo(keyword!.score, 5);
            expect(keyword!.score).toBeCloseTo(raw, 5);
          }
        }
        expect(vector === undefined).toBe(hybrid!.legs.every(({ kind }) => kind !== 'vector'));
        expect(keyword === undefined).toBe(hybrid!.legs.every(({ kind }) => kind !== 'keyword'));
      }
    }
  });

  it('embeds a query once, whatever the number of shards', async () => {
    const jina = await startJina();
    try {
      expect(await worker.ask('embedded', { jina: jina.url })).toEqual([5, 5]);
      const queries = ['token ring', 'late token'];
      const requests = jina.take() as unknown as { body: { input: string[] } }[];
      const texts = requests.flatMap(({ body }) => body.input);
      expect(texts.filter((text) => queries.includes(text)).sort()).toEqual(queries.sort());
    } finally {
      await jina.stop();
    }
  });

  it('refuses what it cannot merge', async () => {
    const { reference, unknown, many, ...refused } = await worker.ask<Record<string, string>>('refused');
    for (const [what, words] of Object.entries(refused)) {
      expect(words, what).toMatch(/^WeaviateUnsupportedFeatureError: .* in a collection of several shards: /);
    }
    expect(reference).toContain('cannot follow it to another');
    expect(unknown).toContain('unheard');
    expect(many).toContain('desiredCount is 257');
  });

  it('names the shard that fails, or goes on without it', async () => {
    const result = await worker.ask<{ careful: string; partial: unknown[]; hybrid: string[]; there: string[] }>(
      'failing',
    );
    expect(result.careful).toMatch(/WeaviateQueryError: .*Documents\/shard\/2 did not answer: .*out of order/);
    expect(result.partial).toEqual([result.there, ['2']]);
    expect(result.hybrid).toEqual(['2']);
  });

  it('has an object per tenant, made when it is first needed', async () => {
    const result = await worker.ask<Record<string, unknown> & { same: unknown[][] }>('tenants');
    expect(result.same).toHaveLength(TENANTS);
    for (const [found, expected] of result.same) expect(found).toEqual(expected);
    expect(result).toMatchObject({
      count: TENANTS,
      inactive: expect.stringContaining('tenant not active'),
      removed: expect.stringContaining('tenant not found'),
      again: 0,
      without: expect.stringContaining('WeaviateQueryError'),
      unknown: result.localUnknown,
    });
  });

  it('follows an alias, and deletes nothing by it', async () => {
    expect(await worker.ask('aliased')).toEqual({ n: 8000, length: DOCUMENTS });
  });

  it('takes in a copy of a collection', async () => {
    expect(await worker.ask('copied')).toEqual({ copied: DOCUMENTS, skipped: 0, references: 0, failed: [], again: [] });
  });

  it('carries changes of the schema to every shard, and writes where they belong', async () => {
    const result = await worker.ask<Record<string, unknown> & { removed: { objects: object[] } }>('writes');
    expect(result).toMatchObject({ nearest: uuidOf(9000), found: 1, left: 395 });
    expect(result.removed).toMatchObject({ matches: 6, successful: 6, failed: 0 });
    expect(result.removed.objects).toHaveLength(6);
  });

  it('finds its way when a collection was made again with other shards', async () => {
    const { gone, ...counts } = await worker.ask<{ gone: string }>('recreate');
    expect(counts).toEqual({ before: 395, after: 30 });
    expect(gone).toContain('Documents');
  });
});
