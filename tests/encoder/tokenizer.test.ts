// The tokenizer against Hugging Face's own for the same file, over real texts and odd ones.

import { readFileSync } from 'node:fs';
import { Tokenizer as Reference } from '@huggingface/tokenizers';
import { beforeAll, describe, expect, it } from 'vitest';
import { normalize } from '../../pkg/src/encoder/normalize.js';
import { Tokenizer } from '../../pkg/src/encoder/tokenizer.js';
import { readCollection } from '../quality/collection.mjs';
import { encoderFolder } from './files.js';

const ODD = [
  '',
  ' ',
  ' leading and trailing ',
  'tabs\tand\nlines\r\n\r\nof  all\u00a0kinds\u3000of\u2003spaces',
  '\u0007 a bell, \u0000nothing, \u200bnothing wide, \ufeffa mark',
  'ｆｕｌｌ　ｗｉｄｔｈ and ﾊﾝｶｸ ｶﾞｷﾞｸﾞ ﾊﾟﾋﾟﾌﾟ',
  '①②③ ㍿ ㎏ ㌔ ﬁ ﬂ ½ x² ™ …',
  'が と か\u3099 と ハ\u309a',
  'é, e\u0301, ễ, e\u0302\u0303, Å, A\u030a',
  '한국어 \u1112\u1161\u11ab\u1100\u116e\u11a8',
  'العربية עברית हिन्दी ไทย',
  '🦀 👩‍👩‍👧‍👦 🇯🇵 👍🏽',
  '\ud83d alone',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  '▁▁ lower one eighth blocks ▁',
  'https://example.org/a_b?c=d&e=%20#f',
  'ｶ\u3099',
];
const LONGEST = 512;

let file: Buffer;
let tokenizer: Tokenizer;
let reference: Reference;
let texts: string[];
beforeAll(() => {
  file = readFileSync(`${encoderFolder()}/tokenizer.json`);
  tokenizer = new Tokenizer(file);
  reference = new Reference(JSON.parse(file.toString('utf8')), {});
  const collections = ['ja-docs', 'en-faq'].map(readCollection);
  const all = collections.flatMap(({ documents, queries }) => [...documents, ...queries].map(({ text }) => text));
  texts = all.filter((_, i) => i % 6 === 0);
});

describe('the tokenizer', () => {
  it('cuts texts as Hugging Face’s does', () => {
    const differing = [...texts, ...ODD].filter((text) => {
      const { ids } = tokenizer.encode(text, LONGEST * 4);
      return ids.join() !== reference.encode(text).ids.join();
    });
    expect(texts.length).toBeGreaterThan(700);
    expect(differing).toEqual([]);
  });

  it('says where in the text each piece stands', () => {
    for (const text of [...texts.slice(0, 100), ...ODD]) {
      const { ids, spans } = tokenizer.encode(text, LONGEST);
      let last = 0;
      ids.forEach((id, i) => {
        const [start, end] = spans[i] as [number, number];
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(text.length);
        // parts of one character of the text have all of it
        expect(end).toBeGreaterThanOrEqual(last);
        last = end;
        const piece = tokenizer.pieces[id] as string;
        if (start === end || piece === '<unk>') return;
        expect(
          text
            .slice(start, end)
            .normalize('NFKC')
            .replace(/[\s\u200b-\u200f\ufeff]+/g, '▁'),
        ).toContain(piece.replace(/^▁/, ''));
      });
    }
  });

  it('leaves out what is beyond the longest', () => {
    const { ids, spans } = tokenizer.encode('word '.repeat(1000), 10);
    expect(ids).toHaveLength(10);
    expect(spans).toHaveLength(10);
    expect([ids[0], ids[9]]).toEqual([0, 2]);
  });

  it('normalises part by part what it would as a whole', () => {
    const whole = (text: string) => text.normalize('NFKC');
    const byParts = (text: string) =>
      normalize(text, [{ type: 'NFKC' }])
        .map(({ value }) => value)
        .join('');
    for (const text of [...texts, ...ODD]) expect(byParts(text)).toBe(whole(text));
  });

  it('refuses a file that asks for something else, and names it', () => {
    const changed = (change: object) =>
      new TextEncoder().encode(JSON.stringify({ ...JSON.parse(file.toString('utf8')), ...change }));
    expect(() => new Tokenizer(changed({ model: { type: 'BPE' } }))).toThrow(
      /the model is of type BPE; Unigram is known/,
    );
    expect(() => new Tokenizer(changed({ normalizer: { type: 'Lowercase' } }))).toThrow(/of type Lowercase/);
    expect(() => new Tokenizer(changed({ pre_tokenizer: null }))).toThrow(/pre_tokenizer must be Metaspace/);
    expect(() => new Tokenizer(new TextEncoder().encode('{'))).toThrow(/this is not JSON/);
  });
});
