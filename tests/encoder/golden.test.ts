// Token vectors against those of tests/data/ja-docs, which the same model made in 32 bits: what is left is the error of
// eight bits in the layers.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEncoder, type LocalEncoder, type LocalText } from 'weavelet/encoder';
import { readCollection, type Tokens } from '../quality/collection.mjs';
import { encoderFolder } from './files.js';

const DIMENSIONS = 128;
const TEXTS = 24;

const { documents, documentVectors, queries, queryVectors } = readCollection('ja-docs');

/** Every n-th, so many of them. */
const sample = <T>(list: T[]) => list.filter((_, i) => i % Math.floor(list.length / TEXTS) === 0).slice(0, TEXTS);

/** Cosines of rows that belong together; both are of about unit length. */
function cosines(made: Float32Array, known: Float32Array): number[] {
  return Array.from({ length: made.length / DIMENSIONS }, (_, row) => {
    let [product, a, b] = [0, 0, 0];
    for (let i = row * DIMENSIONS; i < (row + 1) * DIMENSIONS; i++) {
      const [x, y] = [made[i] as number, known[i] as number];
      product += x * y;
      a += x * x;
      b += y * y;
    }
    return product / Math.sqrt(a * b);
  }).sort((a, b) => a - b);
}

describe('the encoder', () => {
  let encoder: LocalEncoder;
  beforeAll(() => {
    encoder = createEncoder({ files: encoderFolder() });
  });
  afterAll(() => encoder?.close());

  const check = (made: LocalText[], known: Tokens[]) => {
    expect(made.map(({ tokens }) => tokens.length)).toEqual(known.map(({ data }) => data.length / DIMENSIONS));
    const all = made.flatMap(({ vectors }, i) => cosines(vectors.data, (known[i] as Tokens).data));
    all.sort((a, b) => a - b);
    const mean = all.reduce((sum, cosine) => sum + cosine, 0) / all.length;
    process.stdout.write(`encoder: ${all.length} tokens, cosine ${mean.toFixed(4)}, lowest ${all[0]?.toFixed(3)}\n`);
    expect(mean).toBeGreaterThan(0.975);
    expect(all[Math.floor(all.length / 100)]).toBeGreaterThan(0.94);
  };

  it('embeds documents as the collection has them', async () => {
    const texts = sample(documents).map(({ text }) => text);
    check(await encoder(texts, { kind: 'document' }), sample(documentVectors));
  });

  it('embeds queries as the collection has them', async () => {
    const texts = sample(queries).map(({ text }) => text);
    check(await encoder(texts, { kind: 'query' }), sample(queryVectors));
  });

  it('gives a text the same vectors whatever is embedded beside it', async () => {
    const [alone] = await encoder(['検索エンジン'], { kind: 'query' });
    const [, beside] = await encoder(['A much longer text about something else entirely.', '検索エンジン'], {
      kind: 'query',
    });
    expect(beside).toEqual(alone);
  });

  it('labels each vector with its part of the text', async () => {
    const text = '  Café ﬁnder: 検索!';
    const [made] = await encoder([text], { kind: 'document' });
    expect(made?.tokens.join('')).toBe('Caféﬁnder検索');
    expect(made?.spans.map(([start, end]) => text.slice(start, end))).toEqual(made?.tokens);
    for (const odd of ['...', ' ', '']) {
      const [one] = await encoder([odd], { kind: 'document' });
      expect(one?.tokens).toEqual([odd.trim()]);
      expect(one?.vectors.data).toHaveLength(DIMENSIONS);
    }
  });

  it('leaves out what is beyond 512 tokens', async () => {
    const [made] = await encoder(['word '.repeat(2000)], { kind: 'document' });
    // beside the marks of begin and end, and "passage:"
    expect(made?.tokens).toHaveLength(512 - 4);
  });
});
