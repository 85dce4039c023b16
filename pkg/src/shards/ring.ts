/** Which shard an object is in: a ring of virtual shards, dealt out to the physical ones in turn, as a server does it. */
import { murmur3 } from './murmur3.js';

/** Virtual shards per physical one, as a server has them by default. */
const VIRTUAL_PER_PHYSICAL = 128;

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** The 16 bytes of a UUID; undefined for anything else. */
function uuidBytes(uuid: string): Uint8Array | undefined {
  if (!UUID.test(uuid)) return undefined;
  const digits = uuid.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

export class Ring {
  /** The last hash of each virtual shard, ascending, and the physical shard it belongs to. */
  readonly #virtual: [upper: bigint, shard: number][];

  /** @param count of physical shards */
  constructor(count: number) {
    const encoder = new TextEncoder();
    // a server names virtual shards at random; from their numbers, every Worker has the same ring
    const uppers = Array.from({ length: count * VIRTUAL_PER_PHYSICAL }, (_, i) =>
      murmur3(encoder.encode(`virtual-${i}`)),
    );
    uppers.sort((a, b) => (a < b ? -1 : 1));
    this.#virtual = uppers.map((upper, i) => [upper, i % count]);
  }

  /** The shard of an object. What is no UUID goes to the first, which refuses it. */
  shardOf(uuid: string): number {
    const bytes = uuidBytes(uuid);
    if (!bytes) return 0;
    const token = murmur3(bytes);
    let [low, high] = [0, this.#virtual.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#virtual[middle]![0] < token) low = middle + 1;
      else high = middle;
    }
    return (this.#virtual[low] ?? this.#virtual[0]!)[1];
  }
}

/** Rings by their number of shards: making one takes a hash per virtual shard. */
const rings = new Map<number, Ring>();

/** The ring of so many shards. */
export function ringOf(shards: number): Ring {
  let ring = rings.get(shards);
  if (!ring) {
    ring = new Ring(shards);
    rings.set(shards, ring);
  }
  return ring;
}
