import { describe, expect, it } from 'vitest';
import { generateUuid5 } from '../../pkg/src/collections/uuid.js';
import { murmur3 } from '../../pkg/src/shards/murmur3.js';
import { Ring } from '../../pkg/src/shards/ring.js';

describe('murmur3', () => {
  // the first halves of the vectors of github.com/spaolacci/murmur3, which a server hashes with
  it.each([
    ['', 0x0n],
    ['hello', 0xcbd8a7b341bd9b02n],
    ['hello, world', 0x342fac623a5ebc8en],
    ['19 Jan 2038 at 3:14:07 AM', 0xb89e5988b737affcn],
    ['The quick brown fox jumps over the lazy dog.', 0xcd99481f9ee902c9n],
  ])('hashes %j', (text, hash) => expect(murmur3(new TextEncoder().encode(text))).toBe(hash));
});

describe('a ring', () => {
  it('deals objects out about evenly, the same every time', () => {
    const counts = new Array<number>(8).fill(0);
    const [ring, again] = [new Ring(8), new Ring(8)];
    for (let i = 0; i < 8000; i++) {
      const uuid = generateUuid5(i);
      const shard = ring.shardOf(uuid);
      expect(again.shardOf(uuid.toUpperCase())).toBe(shard);
      counts[shard]!++;
    }
    expect(Math.min(...counts)).toBeGreaterThan(700);
    expect(Math.max(...counts)).toBeLessThan(1300);
  });

  it('has one shard for everything, or the first for what is no UUID', () => {
    expect(new Ring(1).shardOf(generateUuid5('x'))).toBe(0);
    expect(new Ring(8).shardOf('nothing')).toBe(0);
  });
});
