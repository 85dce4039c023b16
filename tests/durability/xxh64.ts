/** xxh64 with seed 0 (github.com/Cyan4973/xxHash, specification), for inputs of at least 32 bytes, slow and plain. */
const [P1, P2, P3, P4, P5] = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
] as const;
const u64 = (n: bigint) => BigInt.asUintN(64, n);
const rotate = (n: bigint, bits: bigint) => u64((n << bits) | (n >> (64n - bits)));
const round = (lane: bigint, input: bigint) => u64(rotate(u64(lane + input * P2), 31n) * P1);

export function xxh64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lanes = [u64(P1 + P2), P2, 0n, u64(-P1)] as [bigint, bigint, bigint, bigint];
  let at = 0;
  for (; at + 32 <= bytes.length; at += 32) {
    for (const i of [0, 1, 2, 3] as const) lanes[i] = round(lanes[i], view.getBigUint64(at + 8 * i, true));
  }
  let hash = u64(rotate(lanes[0], 1n) + rotate(lanes[1], 7n) + rotate(lanes[2], 12n) + rotate(lanes[3], 18n));
  for (const lane of lanes) hash = u64((hash ^ round(0n, lane)) * P1 + P4);
  hash = u64(hash + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8) {
    hash = u64(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * P1 + P4);
  }
  for (; at + 4 <= bytes.length; at += 4) {
    hash = u64(rotate(hash ^ u64(BigInt(view.getUint32(at, true)) * P1), 23n) * P2 + P3);
  }
  for (; at < bytes.length; at++) hash = u64(rotate(hash ^ u64(BigInt(bytes[at] as number) * P5), 11n) * P1);
  hash = u64((hash ^ (hash >> 33n)) * P2);
  hash = u64((hash ^ (hash >> 29n)) * P3);
  return hash ^ (hash >> 32n);
}
