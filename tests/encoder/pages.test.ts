// The pages of the demo: data that agree with each other and with the encoder, and find what they should.

import { readFile, stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import weavelet, { configure, generateUuid5, type WeaviateClient } from 'weavelet';
import { createEncoder } from 'weavelet/encoder';
import { boxOf, passagesOf } from '../../scripts/pages/passages.mjs';
import { loadPages } from '../../www/src/pages/pages-data.js';
import { encoderFolder } from './files.js';

const KILOBYTES = 1024;
const chosen = JSON.parse(await readFile(new URL('../../scripts/pages/pages.json', import.meta.url), 'utf8'));

/** A line of letters, one tenth of the page wide each, so far down. */
const line = (text: string, top: number) => ({
  text,
  boxes: Array.from(text, (_, i): [number, number, number, number] => [i / 10, top, 0.1, 0.05]),
});

describe('the pages of the demo', () => {
  let loaded: Awaited<ReturnType<typeof loadPages>>;
  let client: WeaviateClient;
  beforeAll(async () => {
    vi.stubGlobal('fetch', async (url: URL) => new Response(await readFile(url)));
    loaded = await loadPages(new URL('../../www/data/pages/', import.meta.url));
    vi.unstubAllGlobals();
    client = await weavelet.connectToLocal({ storage: 'memory' });
  });
  afterAll(() => client?.close());

  it('have a picture, and a vector and a box inside the page for every token', async () => {
    expect(loaded.pages.map(({ id }) => id)).toEqual(chosen.pages.map(({ id }: { id: string }) => id));
    for (const { image, width, height, multiVector } of loaded.pages) {
      expect((await stat(new URL(image))).size).toBeLessThan(80 * KILOBYTES);
      expect(height).toBe(1100);
      expect(width).toBeGreaterThan(700);
      const { vectors, tokens = [] } = multiVector;
      const boxes = 'boxes' in multiVector ? multiVector.boxes : undefined;
      expect(vectors.data.length).toBe(tokens.length * vectors.dimensions);
      expect(boxes?.length).toBe(tokens.length * 4);
      for (let i = 0; i < tokens.length; i++) {
        const [left = -1, top = -1, across = 2, down = 2] = [...(boxes as Float32Array).subarray(i * 4, i * 4 + 4)];
        expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
        expect(Math.max(left + across, top + down)).toBeLessThanOrEqual(1);
        const row = vectors.data.subarray(i * vectors.dimensions, (i + 1) * vectors.dimensions);
        expect(Math.hypot(...row)).toBeCloseTo(1, 1);
      }
    }
  });

  it('are found by the sample queries', async () => {
    const pages = await client.collections.create({
      name: 'Pages',
      properties: [{ name: 'page', dataType: 'text' }],
      vectorizers: configure.multiVectors.selfProvided({ name: 'tokens' }),
    });
    await pages.data.insertMany(
      loaded.pages.map(({ id, multiVector: { vectors } }) => ({
        id: generateUuid5(id),
        properties: { page: id },
        vectors: { tokens: vectors },
      })),
    );
    const found: unknown[] = [];
    for (const { multiVector } of loaded.queries) {
      const { objects } = await pages.query.nearVector(multiVector.vectors, { targetVector: 'tokens', limit: 1 });
      found.push(objects[0]?.properties.page);
    }
    expect(found).toEqual(chosen.queries.map(({ page }: { page: string }) => page));
  });

  it('have the vectors that the encoder gives', async () => {
    const encoder = createEncoder({ files: encoderFolder() });
    const queries = await encoder(
      loaded.queries.map(({ text }) => text),
      { kind: 'query' },
    );
    await encoder.close();
    queries.forEach(({ vectors, tokens }, i) => {
      const { multiVector } = loaded.queries[i] as (typeof loaded.queries)[0];
      expect(multiVector.tokens).toEqual(tokens);
      const product = vectors.data.reduce(
        (sum, value, at) => sum + value * (multiVector.vectors.data[at] as number),
        0,
      );
      expect(product / tokens.length).toBeGreaterThan(0.99);
    });
  });
});

describe('a passage of a page', () => {
  it('joins lines by a space, where the script has spaces', () => {
    expect(passagesOf([line('two', 0), line('lines', 0.1)])[0]?.text).toBe('two lines');
    expect(passagesOf([line('二行', 0), line('です', 0.1)])[0]?.text).toBe('二行です');
    expect(passagesOf([line('hy\ufffephen', 0)])[0]?.text).toBe('hyphen');
  });

  it('ends with a line, before it is too long', () => {
    const lines = Array.from({ length: 100 }, (_, i) => line('x'.repeat(50), i / 100));
    const lengths = passagesOf(lines).map(({ text }) => text.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(600);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBeGreaterThan(5000);
  });

  it('gives the box around characters of one line', () => {
    const [passage] = passagesOf([line('ab', 0), line('cd', 0.1)]);
    const round = (span: [number, number]) => boxOf(passage!, span).map((side) => Number(side.toFixed(3)));
    expect(round([0, 2])).toEqual([0, 0, 0.2, 0.05]);
    expect(round([1, 4])).toEqual([0.1, 0, 0.1, 0.05]);
    expect(round([2, 4])).toEqual([0, 0.1, 0.1, 0.05]);
    expect(round([2, 3])).toEqual([0, 0, 0, 0]);
  });
});
