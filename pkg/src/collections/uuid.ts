/** The namespace of DNS names, in which Weaviate's clients make their UUIDs (RFC 9562, appendix A). */
const NAMESPACE = Uint8Array.from([
  0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8,
]);

/** SHA-1 (FIPS 180-4), here only because the runtime's own is asynchronous. */
function sha1(message: Uint8Array): DataView {
  const length = message.length;
  const blocks = Math.ceil((length + 9) / 64);
  const data = new DataView(new ArrayBuffer(blocks * 64));
  new Uint8Array(data.buffer).set(message);
  data.setUint8(length, 0x80);
  data.setUint32(blocks * 64 - 8, length / 0x20000000);
  data.setUint32(blocks * 64 - 4, length << 3);
  const rotate = (x: number, n: number) => (x << n) | (x >>> (32 - n));
  const hash = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0] as [number, number, number, number, number];
  const words = new Int32Array(80);
  for (let at = 0; at < blocks * 64; at += 64) {
    for (let t = 0; t < 80; t++) {
      words[t] =
        t < 16 ? data.getInt32(at + 4 * t) : rotate(words[t - 3]! ^ words[t - 8]! ^ words[t - 14]! ^ words[t - 16]!, 1);
    }
    let [a, b, c, d, e] = hash;
    for (let t = 0; t < 80; t++) {
      const [f, k] =
        t < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : t < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : t < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      [a, b, c, d, e] = [(rotate(a, 5) + f + e + k + words[t]!) | 0, a, rotate(b, 30), c, d];
    }
    [a, b, c, d, e].forEach((value, i) => {
      hash[i] = (hash[i]! + value) | 0;
    });
  }
  for (const [i, value] of hash.entries()) data.setInt32(4 * i, value);
  return data;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** Bytes after which a dash comes. */
const DASHES = new Set([3, 5, 7, 9]);

/** The first 16 bytes as a UUID of the given version. */
export function formatUuid(bytes: Uint8Array, version: 4 | 5): string {
  let text = '';
  for (let at = 0; at < 16; at++) {
    let byte = bytes[at]!;
    if (at === 6) byte = (byte & 0x0f) | (version << 4);
    if (at === 8) byte = (byte & 0x3f) | 0x80;
    text += HEX[byte];
    if (DASHES.has(at)) text += '-';
  }
  return text;
}

/** UUIDs that are drawn at once: asking for random bytes costs more than making an id of them. */
const DRAWN = 256;

/** A source of random (version 4) UUIDs, from a source of random bytes. */
export function uuidSource(randomBytes: (length: number) => Uint8Array): () => string {
  let pool: Uint8Array = new Uint8Array(0);
  let at = 0;
  return () => {
    if (at === pool.length) [pool, at] = [randomBytes(16 * DRAWN), 0];
    at += 16;
    return formatUuid(pool.subarray(at - 16, at), 4);
  };
}

/** The same UUID for the same text: version 5, of the identifier followed by the namespace. */
export function generateUuid5(identifier: string | number, namespace: string | number = ''): string {
  const name = new TextEncoder().encode(`${identifier}${namespace}`);
  const message = new Uint8Array(16 + name.length);
  message.set(NAMESPACE);
  message.set(name, 16);
  return formatUuid(new Uint8Array(sha1(message).buffer), 5);
}
