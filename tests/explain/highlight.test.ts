// Passages: which words are marked, in which scripts, and which part of a text is shown.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import weavelet, { configure, type Highlight, type HighlightOptions, type WeaviateClient } from 'weavelet';

let client: WeaviateClient;
beforeAll(async () => {
  client = await weavelet.connectToLocal({ storage: 'memory' });
});
afterAll(() => client.close());

let made = 0;
/** A collection with one text, cut in some way. */
async function texts(tokenization: string, texts: (string | string[])[], more: object = {}) {
  const dataType = Array.isArray(texts[0]) ? 'text[]' : 'text';
  const collection = await client.collections.create({
    name: `Texts${made++}`,
    properties: [{ name: 'text', dataType, tokenization, ...more } as never],
    vectorizers: [configure.multiVectors.selfProvided({ name: 'tokens' })],
  });
  await collection.data.insertMany(texts.map((text) => ({ properties: { text } })) as never);
  return collection;
}

const marked = ({ snippet, ranges }: Highlight) => ranges.map(([start, end]) => snippet.slice(start, end));

async function highlight(tokenization: string, text: string, query: string, options: HighlightOptions | true = true) {
  const collection = await texts(tokenization, [text]);
  const { objects } = await collection.query.bm25(query, { highlight: options });
  return objects[0]?.metadata?.highlights?.text;
}

describe('words are marked where they stand', () => {
  it.each([
    ['word', 'Le Café du 😀 Marché, café', 'CAFÉ', ['Café', 'café']],
    ['word', 'Привет, мир! МИР', 'мир', ['мир', 'МИР']],
    ['word', 'قال مرحبا بالعالم 👋🏽 مرحبا', 'مرحبا', ['مرحبا', 'مرحبا']],
    ['word', 'İstanbul 𝒜𝒷 ıstanbul', 'istanbul', ['İstanbul']],
    ['word', 'cafe\u0301 noir', 'cafe', ['cafe\u0301']],
    ['lowercase', 'e-Mail, E-mail', 'e-mail', ['E-mail']],
    ['whitespace', 'Red red RED', 'red', ['red']],
    ['field', '  New York ', 'New York', ['New York']],
    ['trigram', 'über-alles', 'eralles', ['er-alles']],
    ['kagome_ja', '😀東京都庁へ行く。ﾄｳｷｮｳ', '東京', ['東京']],
    ['kagome_ja', '日本語の😀検索エンジン', '検索', ['検索']],
    ['gse', '我们在北京大学读书', '北京大学', ['北京大学']],
    ['kagome_kr', '한국어 검색 엔진', '검색', ['검색']],
  ])('%s: %s', async (tokenization, text, query, want) => {
    const found = await highlight(tokenization, text, query);
    expect(found && marked(found)).toEqual(want);
    expect(found).toMatchObject({ offset: 0, snippet: text });
  });

  it('also where accents are folded away', async () => {
    const folded = await texts('word', ['Ærøskøbing ﬁre cafe\u0301 São'], { textAnalyzer: { asciiFold: true } });
    const { objects } = await folded.query.bm25('aeroskobing fire café sao', { highlight: true });
    expect(marked(objects[0]?.metadata?.highlights?.text as Highlight)).toEqual([
      'Ærøskøbing',
      'ﬁre',
      'cafe\u0301',
      'São',
    ]);
  });

  it('and stopwords are not', async () => {
    const found = await highlight('word', 'The river and the sea', 'the sea');
    expect(found && marked(found)).toEqual(['sea']);
  });
});

describe('a passage', () => {
  const filler = 'lorem ipsum dolor '.repeat(20);

  it('is the part that holds most of what was asked for, cut between words', async () => {
    const text = `red ${filler}a red boat on a green sea ${filler}boat`;
    const found = (await highlight('word', text, 'red boat sea', { length: 60 })) as Highlight;
    expect(marked(found)).toEqual(['red', 'boat', 'sea']);
    expect(found.snippet.length).toBeLessThanOrEqual(60);
    expect(text.slice(found.offset, found.offset + found.snippet.length)).toBe(found.snippet);
    expect(found.snippet).toMatch(/^\S.*\S$/);
    expect(text[found.offset - 1]).toBe(' ');
  });

  it('is the whole text with a length of Infinity, and never half a character', async () => {
    const text = `${'😀'.repeat(200)} 東京 ${'👩‍👩‍👧'.repeat(50)}`;
    const whole = await highlight('kagome_ja', text, '東京', { length: Number.POSITIVE_INFINITY });
    expect(whole?.snippet).toBe(text);
    for (const length of [1, 2, 7, 8, 50]) {
      const { snippet } = (await highlight('kagome_ja', text, '東京', { length })) as Highlight;
      // throws where a half of a character stands alone
      expect(decodeURIComponent(encodeURIComponent(snippet))).toBe(snippet);
    }
  });

  it('is text, whatever stands in it', async () => {
    const found = (await highlight('word', '<b onclick="x">bold</b> & more', 'bold')) as Highlight;
    expect([found.snippet, marked(found)]).toEqual(['<b onclick="x">bold</b> & more', ['bold']]);
  });

  it('comes from the best text of a list, and says which', async () => {
    const lists = await texts('word', [['one red', 'a red boat', 'boat']]);
    const { objects } = await lists.query.bm25('red boat', { highlight: true });
    expect(objects[0]?.metadata?.highlights?.text).toMatchObject({ item: 1, snippet: 'a red boat' });
  });

  it('is made of the properties that are asked for, and refused for others', async () => {
    const two = await client.collections.create({
      name: 'Two',
      properties: [
        { name: 'title', dataType: 'text' },
        { name: 'body', dataType: 'text' },
        { name: 'n', dataType: 'int' },
      ],
    });
    await two.data.insert({ title: 'red', body: 'red boat', n: 1 });
    const names = async (options: HighlightOptions | true, more: object = {}) => {
      const { objects } = await two.query.bm25('red', { highlight: options, ...more });
      return Object.keys(objects[0]?.metadata?.highlights ?? {});
    };
    expect(await names(true)).toEqual(['title', 'body']);
    expect(await names(true, { queryProperties: ['body^2'] })).toEqual(['body']);
    expect(await names({ properties: ['title'] }, { queryProperties: ['body'] })).toEqual(['title']);
    await expect(names({ properties: ['n'] })).rejects.toThrow(/highlight: property "n" must be a text, it is int/);
    await expect(names({ properties: ['none'] })).rejects.toThrow(/highlight: /);
    await expect(names({ length: 0 })).rejects.toThrow(/highlight: length must be at least 1, got 0/);
    const { objects } = await two.query.bm25('red', {});
    expect(objects[0]?.metadata).not.toHaveProperty('highlights');
  });
});

describe('query vectors mark the words they met', () => {
  const filler = 'Lorem ipsum dolor sit amet. '.repeat(12);
  const text = `${filler}Übersetzungen sind naïve Kunst. ${filler}`;
  const around = filler.toLowerCase().match(/\w+|\./g) ?? [];
  const labels = ['[CLS]', 'uber', '##setzungen', 'sind', 'naive', 'kunst', '.', '[SEP]'];
  const one = (at: number) => Array.from({ length: 8 }, (_, i) => (i === at ? 1 : 0));
  const words = async () => {
    const collection = await texts('word', []);
    const [first, ...rest] = labels.map((label, at) => ({ label, vector: one(at) }));
    const others = around.map((label) => ({ label, vector: one(8) }));
    const all = [first as (typeof rest)[0], ...others, ...rest.slice(0, -1), ...others, ...rest.slice(-1)];
    const vectors = { tokens: { vectors: all.map(({ vector }) => vector), tokens: all.map(({ label }) => label) } };
    await collection.data.insert({ properties: { text } as never, vectors });
    return collection;
  };

  it('by their labels', async () => {
    const collection = await words();
    const query = [one(2), one(4), one(6), one(0)];
    const { objects } = await collection.query.nearVector(query, { highlight: { length: 60 }, targetVector: 'tokens' });
    const found = objects[0]?.metadata?.highlights?.text as Highlight;
    expect(marked(found)).toEqual(['setzungen', 'naïve']);
  });

  it('beside the words of a hybrid search', async () => {
    const collection = await words();
    const both = async (alpha: number) => {
      const targetVector = 'tokens' as const;
      const options = { vector: { tokens: [one(4)] }, targetVector, alpha, highlight: { length: 60 } };
      const { objects } = await collection.query.hybrid('kunst', options);
      return marked(objects[0]?.metadata?.highlights?.text as Highlight);
    };
    expect(await both(0.5)).toEqual(['naïve', 'Kunst']);
    expect(await both(0)).toEqual(['Kunst']);
    expect(await both(1)).toEqual(['naïve']);
  });

  it('and mark nothing without labels', async () => {
    const collection = await texts('word', []);
    await collection.data.insert({ properties: { text } as never, vectors: { tokens: [one(1)] } });
    const { objects } = await collection.query.nearVector([one(1)], { highlight: true, targetVector: 'tokens' });
    expect(objects[0]?.metadata?.highlights).toEqual({});
  });
});
