/** MurmurHash3 for x64, 128 bits, seed 0, the first 64 of them (Austin Appleby, public domain): what Weaviate shards by. */

const MASK = (1n << 64n) - 1n;
const C1 = 0x87c37b91114253d5n;
const C2 = 0x4cf5ad432745937fn;

const times = (a: bigint, b: bigint) => (a * b) & MASK;
const plus = (a: bigint, b: bigint) => (a + b) & MASK;
const rotated = (x: bigint, by: bigint) => ((x << by) | (x >> (64n - by))) & MASK;

function mixed(x: bigint): bigint {
  let h = x;
  h = times(h ^ (h >> 33n), 0xff51afd7ed558ccdn);
  h = times(h ^ (h >> 33n), 0xc4ceb9fe1a85ec53n);
  return h ^ (h >> 33n);
}

/** The hash, an unsigned number of 64 bits. */
export function murmur3(bytes: Uint8Array): bigint {
  let [h1, h2] = [0n, 0n];
  const first = (k: bigint) => times(rotated(times(k, C1), 31n), C2);
  const second = (k: bigint) => times(rotated(times(k, C2), 33n), C1);
  const tail = bytes.length & ~15;
  // a last block that is not full is filled with zeros, which change nothing
  const padded = new Uint8Array(tail + 16);
  padded.set(bytes);
  const words = new DataView(padded.buffer);
  for (let at = 0; at < tail; at += 16) {
    h1 = plus(rotated(h1 ^ first(words.getBigUint64(at, true)), 27n), h2);
    h1 = plus(times(h1, 5n), 0x52dce729n);
    h2 = plus(rotated(h2 ^ second(words.getBigUint64(at + 8, true)), 31n), h1);
    h2 = plus(times(h2, 5n), 0x38495ab5n);
  }
  h2 ^= second(words.getBigUint64(tail + 8, true));
  h1 ^= first(words.getBigUint64(tail, true));
  const length = BigInt(bytes.length);
  h1 = plus(h1 ^ length, h2 ^ length);
  h2 = plus(h2 ^ length, h1);
  h1 = mixed(h1);
  h2 = mixed(h2);
  return plus(h1, h2);
}
