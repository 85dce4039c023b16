/** Lists of hits from several shards: put in one order, cut to a page, and cleared of what was only asked for to do so. */
import type { Hit, MetadataKey, Returns } from '../engine/protocol.js';

/** What comes first is negative. */
export type Order = (a: Hit, b: Hit) => number;

export const byUuid: Order = (a, b) => (a.uuid < b.uuid ? -1 : a.uuid > b.uuid ? 1 : 0);

/** Ascending distance, then uuid: how a server merges vector searches of its shards. */
export const byDistance: Order = (a, b) => (a.metadata.distance ?? 0) - (b.metadata.distance ?? 0) || byUuid(a, b);

/** Descending score, then uuid: how it merges keyword searches. */
export const byScore: Order = (a, b) => (b.metadata.score ?? 0) - (a.metadata.score ?? 0) || byUuid(a, b);

/** A filter that only these pass. */
export const only = (hits: Hit[]) => ({
  operator: 'ContainsAny',
  target: { property: '_id' },
  value: hits.map(({ uuid }) => uuid),
});

/** The page of a request: `end` hits are needed of each shard. */
export type Page = { offset: number; limit: number; end: number };

export const sliced = (hits: Hit[], { offset, end }: Page): Hit[] => hits.slice(offset, end);

/** Asks for metadata and properties beside those that are wanted. */
export function widened(returns: Returns, metadata: MetadataKey[], properties: string[] = []): Returns {
  return {
    ...returns,
    metadata: [...new Set([...(returns.metadata ?? []), ...metadata])],
    properties: returns.properties && [...new Set([...returns.properties, ...properties])],
  };
}

/** Takes what {@link widened} added away again. */
export function narrowed(hits: Hit[], { metadata = [], properties }: Returns, added: MetadataKey[]): Hit[] {
  const extra = added.filter((key) => !metadata.includes(key)) as (keyof Hit['metadata'])[];
  const names = properties && new Set(properties.map((one) => (typeof one === 'string' ? one : one.name)));
  return hits.map((hit) => {
    const kept = Object.entries(hit.metadata).filter(([key]) => !extra.includes(key as keyof Hit['metadata']));
    const values = Object.entries(hit.properties).filter(([name]) => !names || names.has(name));
    return { ...hit, metadata: Object.fromEntries(kept), properties: Object.fromEntries(values) };
  });
}

/** How many of the first values to keep, so that the list ends before its `jumps`-th jump: Weaviate's `autocut`, in f32. */
export function autocut(values: number[], jumps: number): number {
  const n = values.length;
  if (n <= 1) return n;
  const f = Math.fround;
  const step = f(1 / f(n - 1));
  const [first, last] = [values[0]!, values[n - 1]!];
  const span = f(last - first);
  const height = values.map((value, i) => f(f(f(value - first) / span) - f(i * step)));
  let seen = 0;
  for (let i = 1; i < n; i++) {
    const before = height[i]! > height[i - 1]!;
    const peak = before && (i === n - 1 ? i > 1 && height[i]! > height[i - 2]! : height[i]! > height[i + 1]!);
    if (peak && ++seen >= jumps) return i;
  }
  return n;
}

/** The list up to its jump, if there is to be a cut. */
export function cut(hits: Hit[], jumps: number | undefined, value: (hit: Hit) => number | undefined): Hit[] {
  if (!jumps || jumps < 0) return hits;
  return hits.slice(
    0,
    autocut(
      hits.map((hit) => value(hit) ?? 0),
      Math.trunc(jumps),
    ),
  );
}
