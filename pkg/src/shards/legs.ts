/** One search in every shard, and what they found in one order. */
import type { EmbeddedQuery, Hit, JsonObject, NearRequest, SearchReply, SearchRequest } from '../engine/protocol.js';
import { byDistance, byScore, type Order, widened } from './hits.js';
import { withVectorsOf } from './near-object.js';

/** How a search asks the shards of its collection. */
export type Ask = {
  shards: number;
  schema: JsonObject;
  shardOf(uuid: string): number;
  one(shard: number, request: SearchRequest): Promise<SearchReply>;
  /** What a search needs embedded. */
  embed(request: SearchRequest): Promise<EmbeddedQuery[]>;
  /** An object with its vectors. */
  fetch(shard: number, uuid: string): Promise<Hit | null>;
  /** All of them, or these; those that do not answer are left out where the connection says so. */
  each(request: SearchRequest, shards?: number[]): Promise<SearchReply[]>;
};

type Profile = SearchReply['profile'];

/** What the shards found together: at least the page, in order. */
export type Merged = { hits: Hit[]; profile: Profile };

/** The `limit` nearest of all shards, whatever their distance: a limit to that comes after the cut. */
export async function nearest(
  ask: Ask,
  request: SearchRequest,
  near: NearRequest,
  limit: number,
): Promise<Merged & Pick<SearchRequest, 'embedded'>> {
  const { certainty, distance, ...rest } = await withVectorsOf(ask, near);
  // both are refused
  const own = certainty !== undefined && distance !== undefined ? { ...rest, certainty, distance } : rest;
  const returns = widened(request.returns, ['distance']);
  const wide = { ...request, near: own, limit, offset: 0, autoLimit: undefined, hybrid: undefined, returns };
  // once for all of them
  const embedded = request.embedded ?? (own.text || own.media ? await ask.embed(wide) : undefined);
  const { hits, profile } = await merged(ask, { ...wide, embedded }, byDistance);
  return { hits: hits.slice(0, limit), profile, embedded };
}

/** The `limit` best of all shards by keywords, each scored by the statistics of its own shard. */
export async function matching(ask: Ask, request: SearchRequest, limit: number): Promise<Merged> {
  const returns = widened(request.returns, ['score']);
  const wide = { ...request, limit, offset: 0, autoLimit: undefined, hybrid: undefined, returns };
  const { hits, profile } = await merged(ask, wide, byScore);
  return { hits: hits.slice(0, limit), profile };
}

/** The hits of all shards in one order. */
export async function merged(ask: Ask, request: SearchRequest, order: Order): Promise<Merged> {
  const replies = await ask.each(request);
  const hits = replies.flatMap(({ objects }) => objects).sort(order);
  const profiles = replies.flatMap(({ profile }) => profile ?? []);
  return { hits, profile: profiles.length > 0 ? profiles : undefined };
}

/** Whether a hit is near enough: a certainty of 0 is none, a distance of 0 is one. */
export function within({ certainty, distance }: Pick<NearRequest, 'certainty' | 'distance'>): (hit: Hit) => boolean {
  return ({ metadata }) => {
    const own = metadata.distance ?? 0;
    if (certainty) {
      const sure = Math.fround(1 - Math.fround(own / 2));
      return sure >= Math.fround(certainty) || sure < 0;
    }
    return distance === undefined || own <= distance || Math.abs(own - distance) <= 1e-6;
  };
}
