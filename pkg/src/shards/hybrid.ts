/** A hybrid search over all shards: each leg merged first, then both fused once, as a server does it per request. */
import type { Hit, HybridRequest, NearRequest, SearchRequest } from '../engine/protocol.js';
import { explanations } from './explain.js';
import { type FusionSet, ranked, relativeScore } from './fuse.js';
import { cut, only, type Page, sliced } from './hits.js';
import { type Ask, type Merged, matching, nearest, within } from './legs.js';
import type { Limits } from './settings.js';

/** What a leg asks for: what is returned of the hits is fetched when it is known which there are. */
const BARE = { properties: [] };

export async function hybridHits(
  ask: Ask,
  request: SearchRequest,
  hybrid: HybridRequest,
  page: Page,
  limits: Limits,
): Promise<Merged> {
  const depth = Math.max(limits.hybridDepth, page.limit);
  const { alpha, fusion, maxVectorDistance, near, targets, ...keyword } = hybrid;
  const [denseWeight, keywordWeight] = [Math.fround(alpha), Math.fround(1 - alpha)];
  const bare = { ...request, returns: BARE };
  const own = denseLeg(hybrid);
  const dense = denseWeight > 0 ? nearest(ask, bare, own, depth) : undefined;
  const sparse = keywordWeight > 0 && keyword.query !== '' ? matching(ask, { ...bare, keyword }, depth) : undefined;
  const [found, matched] = await Promise.all([dense, sparse]);

  const inReach = near?.vectors && near.distance !== undefined ? within({ distance: near.distance }) : () => true;
  const nearHits = upTo((found?.hits ?? []).filter(inReach), maxVectorDistance);
  const kept = new Set(nearHits.map(({ uuid }) => uuid));
  const keywordHits = (matched?.hits ?? []).filter(
    ({ uuid }) => !found || maxVectorDistance === undefined || kept.has(uuid),
  );
  const sets: FusionSet[] = [];
  if (denseWeight > 0) {
    const hits = nearHits.map(({ uuid, metadata }) => ({ uuid, value: Math.fround(1 - (metadata.distance ?? 0)) }));
    sets.push({
      kind: 'vector',
      weight: denseWeight,
      name: near?.text ? 'vector,nearText' : 'vector,hybridVector',
      hits,
    });
  }
  if (keywordWeight > 0) {
    const hits = keywordHits.map(({ uuid, metadata }) => ({ uuid, value: metadata.score ?? 0 }));
    sets.push({ kind: 'keyword', weight: keywordWeight, name: 'keyword,bm25', hits });
  }
  const fused = (fusion === 'Ranked' ? ranked(sets) : relativeScore(sets)).slice(0, page.end);
  const scored = fused.map(({ uuid, score, explain }): Hit => {
    return { uuid, properties: {}, metadata: { score, explainScore: explain } };
  });
  const shown = sliced(
    cut(scored, request.autoLimit, ({ metadata }) => metadata.score),
    page,
  );
  if (request.returns.metadata?.includes('explain') && shown.length > 0) {
    const list = await explanations(ask, request, shown, { sets, near: own, embedded: found?.embedded });
    for (const [i, hit] of shown.entries()) hit.metadata.explain = list[i];
  }
  // what other objects a query moves to is in what was embedded: a shard has only its own
  const again = { ...request, hybrid: { ...hybrid, near: near && own }, embedded: found?.embedded };
  const hits = await fetched(ask, again, shown);
  const profiles = [...(found?.profile ?? []), ...(matched?.profile ?? [])];
  return { hits, profile: profiles.length > 0 ? profiles : undefined };
}

/** The vector leg as a search of its own: the query itself is embedded where there is nothing else. */
function denseLeg({ query, near, targets }: HybridRequest): NearRequest {
  const own = targets ?? near?.targets;
  if (near?.text) {
    const { moveTo, moveAway, ...text } = near.text;
    const bare = (move: typeof moveTo) => move && { ...move, objects: undefined };
    return { text: { ...text, moveTo: bare(moveTo), moveAway: bare(moveAway) }, targets: own };
  }
  return near?.vectors ? { vectors: near.vectors, targets: own } : { text: { concepts: [query] }, targets: own };
}

/** The hits before the first that is farther. */
function upTo(hits: Hit[], distance: number | undefined): Hit[] {
  if (distance === undefined) return hits;
  const end = hits.findIndex(({ metadata }) => (metadata.distance ?? 0) > distance);
  return end < 0 ? hits : hits.slice(0, end);
}

/** What is to be returned of the page, from the shards that have it. An object that is gone by now is left out. */
async function fetched(ask: Ask, request: SearchRequest, hits: Hit[]): Promise<Hit[]> {
  if (hits.length === 0) return [];
  const { collection, returns, highlight } = request;
  const shards = [...new Set(hits.map(({ uuid }) => ask.shardOf(uuid)))];
  const metadata = returns.metadata?.filter((key) => key !== 'queryProfile' && key !== 'explain');
  const bare = { filters: only(hits), limit: hits.length, returns: { ...returns, metadata } };
  // what a passage shows is found by both legs: each shard makes the search again, of the page's hits alone
  const again = { ...request, ...bare, offset: 0, autoLimit: undefined };
  const replies = await ask.each(highlight ? again : { collection, ...bare }, shards);
  const found = new Map(replies.flatMap(({ objects }) => objects).map((hit) => [hit.uuid, hit]));
  return hits.flatMap(({ uuid, metadata: { score, explainScore, explain } }) => {
    const hit = found.get(uuid);
    if (!hit) return [];
    const own: Hit['metadata'] = { ...hit.metadata };
    if (returns.metadata?.includes('score')) own.score = score;
    if (returns.metadata?.includes('explainScore')) own.explainScore = explainScore;
    if (explain) own.explain = explain;
    return [{ ...hit, metadata: own }];
  });
}
