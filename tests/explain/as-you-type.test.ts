// What a query finds while it is being typed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import weavelet, {
  type AsYouTypeOptions,
  type Collection,
  type Explanation,
  type WeaviateClient,
  WeaviateInvalidInputError,
} from 'weavelet';
import { generator } from './numbers.js';
import { expectSums } from './sums.js';

describe('as you type', () => {
  let client: WeaviateClient;
  let notes: Collection;
  beforeAll(async () => {
    client = await weavelet.connectToLocal({ storage: 'memory' });
    notes = await client.collections.create({ name: 'Notes', properties: [{ name: 'text', dataType: 'text' }] });
    const texts = [
      'late interaction',
      'interactive maps',
      'an intersection',
      'related work',
      'interaktion',
      '東京タワー',
    ];
    await notes.data.insertMany(texts.map((text) => ({ text })) as never);
  });
  afterAll(() => client.close());

  const found = async (query: string, asYouType?: AsYouTypeOptions | boolean, more: object = {}) => {
    const options = {
      asYouType,
      returnMetadata: ['score' as const, 'explain' as const],
      highlight: true as const,
      ...more,
    };
    const { objects } = await notes.query.bm25(query, options);
    for (const { metadata } of objects) expectSums(metadata?.explain as Explanation, metadata ?? {});
    return objects.map(({ properties, metadata }) => ({ text: properties.text, metadata }));
  };
  const texts = async (...args: Parameters<typeof found>) => (await found(...args)).map(({ text }) => text);

  it('is off unless it is asked for', async () => {
    expect(await texts('interac')).toEqual([]);
    expect(await texts('interac', false)).toEqual([]);
  });

  it('finds words that begin with the last one', async () => {
    const all = ['an intersection', 'interactive maps', 'interaktion', 'late interaction'];
    expect((await texts('inter', { edits: 0 })).sort()).toEqual(all);
    expect(await texts('late inter', { edits: 0 })).toHaveLength(4);
    expect(await texts('inter late', { edits: 0 })).toEqual(['late interaction']);
    expect(new Set(await texts('inter late', { prefix: 'all', edits: 0 })).size).toBe(4);
  });

  it('forgives one slip of the finger', async () => {
    for (const slip of ['interactoin', 'interacton', 'interactiom', 'interacttion', 'interaction']) {
      expect((await texts(slip, { prefix: 'none' }))[0], slip).toBe('late interaction');
    }
    expect(await texts('interactoin', { prefix: 'none', edits: 0 })).toEqual([]);
    expect((await texts('intreact', true))[0]).toMatch(/interact/);
  });

  it('puts what was typed before what it may become, and says what it took', async () => {
    const [first, second] = await found('interaction', { edits: 1 });
    expect([first?.text, second?.text]).toEqual(['late interaction', 'interaktion']);
    const [exact] = first?.metadata?.explain?.keyword?.terms ?? [];
    const [edited] = second?.metadata?.explain?.keyword?.terms ?? [];
    expect([exact?.term, exact?.query, exact?.discount]).toEqual(['interaction', undefined, undefined]);
    expect([edited?.term, edited?.query, edited?.discount]).toEqual(['interaktion', 'interaction', 0.5]);
    const { snippet, ranges } = second?.metadata?.highlights?.text ?? { snippet: '', ranges: [] };
    expect(ranges.map(([start, end]) => snippet.slice(start, end))).toEqual(['interaktion']);
  });

  it('keeps to the operator', async () => {
    const operator = { operator: 'And' as const };
    expect(await texts('late inter', { edits: 0 }, { operator })).toEqual(['late interaction']);
    expect(await texts('work inter', { edits: 0 }, { operator })).toEqual([]);
  });

  it('refuses what it does not know', async () => {
    await expect(texts('x', { prefix: 'first' } as never)).rejects.toThrow(WeaviateInvalidInputError);
    await expect(texts('x', { edits: 2 } as never)).rejects.toThrow(/edits must be 0 or 1, got: 2/);
  });

  it('knows words that came after the first search', async () => {
    expect(await texts('zebr', true)).toEqual([]);
    const id = await notes.data.insert({ text: 'zebra' } as never);
    expect(await texts('zebr', true)).toEqual(['zebra']);
    await notes.data.deleteById(id);
    expect(await texts('zebr', true)).toEqual([]);
  });

  it('adds up in every way over many words', async () => {
    const { below } = generator(3);
    const many = await client.collections.create({
      name: 'Many',
      properties: [
        { name: 'title', dataType: 'text' },
        { name: 'text', dataType: 'text' },
      ],
    });
    const word = () => Array.from({ length: 3 + below(4) }, () => 'abc'[below(3)]).join('');
    const text = (count: number) => Array.from({ length: count }, word).join(' ');
    await many.data.insertMany(Array.from({ length: 300 }, () => ({ title: text(2), text: text(9) })) as never);
    for (const prefix of ['none', 'last', 'all'] as const) {
      for (const edits of [0, 1] as const) {
        const options = { asYouType: { prefix, edits }, returnMetadata: ['score' as const, 'explain' as const] };
        const { objects } = await many.query.bm25(text(3), {
          ...options,
          queryProperties: ['title^3', 'text'],
          limit: 20,
        });
        for (const { metadata } of objects) expectSums(metadata?.explain as Explanation, metadata ?? {});
      }
    }
  });
});
