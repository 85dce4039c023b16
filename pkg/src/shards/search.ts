/** One search over all shards of a collection, merged as a server merges its shards. */
import type { Hit, MetadataKey, SearchReply, SearchRequest } from '../engine/protocol.js';
import { checkExplainable } from './explain.js';
import { checkGrouping, grouped } from './group.js';
import { byUuid, cut, narrowed, type Page, sliced, widened } from './hits.js';
import { hybridHits } from './hybrid.js';
import { type Ask, type Merged, matching, merged, nearest, within } from './legs.js';
import type { Limits } from './settings.js';
import { sortOrder } from './sort.js';
import { unmergeable } from './unsupported.js';

/** @throws WeaviateUnsupportedFeatureError for what cannot be merged exactly. */
export async function searchShards(ask: Ask, request: SearchRequest, limits: Limits): Promise<SearchReply> {
  if (ask.shards === 1) return ask.one(0, request);
  const page = pageOf(request, limits);
  // what one shard refuses, all would
  if (!page || [request.keyword, request.near, request.hybrid].filter(Boolean).length > 1) return ask.one(0, request);
  refuse(request);
  const { groupBy, returns } = request;
  if (groupBy) checkGrouping(groupBy, ask.schema);
  // grouped hits have what they are grouped by among their properties, asked for or not
  const shown = groupBy ? widened(returns, [], [groupBy.property]) : returns;
  const wide = { ...request, groupBy: undefined, returns: shown };
  const { hits, profile, added } = await search(ask, wide, page, limits);
  const bare = (list: Hit[]) => narrowed(list, { ...shown, metadata: returns.metadata }, added);
  const groups =
    groupBy &&
    grouped(hits, groupBy, request.near !== undefined).map((group) => ({ ...group, objects: bare(group.objects) }));
  return { objects: bare(hits), ...(groups && { groups }), ...(profile && { profile }) };
}

type Found = Merged & { added: MetadataKey[] };

async function search(ask: Ask, request: SearchRequest, page: Page, limits: Limits): Promise<Found> {
  const { near, keyword, hybrid, sort, returns, autoLimit } = request;
  if (near) {
    const added: MetadataKey[] = ['distance'];
    const { hits, profile } = await nearest(ask, request, near, page.end);
    const cutOff = cut(sliced(hits, page), autoLimit, ({ metadata }) => metadata.distance);
    return { hits: cutOff.filter(within(near)), profile, added };
  }
  if (keyword) {
    const { hits, profile } = await matching(ask, request, page.end);
    const cutOff = cut(hits, autoLimit, ({ metadata }) => metadata.score);
    return { hits: sliced(cutOff, page), profile, added: ['score'] };
  }
  if (hybrid) return { ...(await hybridHits(ask, request, hybrid, page, limits)), added: [] };
  const { order, metadata, properties } = sort?.length
    ? sortOrder(sort, ask.schema)
    : { order: byUuid, metadata: [], properties: [] };
  const whole = request.after === undefined ? { limit: page.end, offset: 0 } : {};
  const wide = { ...request, ...whole, returns: widened(returns, metadata, properties) };
  const { hits, profile } = await merged(ask, wide, order);
  return { hits: sliced(hits, page), profile, added: metadata };
}

/** The page of a request; undefined for one that is refused. */
function pageOf({ limit, offset = 0 }: SearchRequest, limits: Limits): Page | undefined {
  const own = limit !== undefined && limit > 0 ? limit : limits.byDefault;
  const end = offset + own;
  return Number.isInteger(end) && offset >= 0 && end <= limits.maximum ? { offset, limit: own, end } : undefined;
}

/** What ranks a page by all of it, and not hit by hit, needs the vectors or values of hits that are elsewhere. */
function refuse({ boost, diversity, rerank, hybrid, returns }: SearchRequest): void {
  if (boost) throw unmergeable('boost', 'it weighs each hit against the others of its own shard');
  if (diversity) throw unmergeable('diversity', 'it compares the vectors of hits with each other');
  if (rerank) throw unmergeable('rerank', 'each shard would rerank its own hits');
  if (hybrid && returns.metadata?.includes('explain')) checkExplainable(hybrid);
}
