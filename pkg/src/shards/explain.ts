/**
 * Explanations of a hybrid search: each leg is asked again, for the hits of the page only, and each shard takes its own
 * apart; how the legs were merged and fused is known here.
 */
import type { Hit, HybridRequest, NearRequest, SearchRequest } from '../engine/protocol.js';
import type { Explanation, HybridLeg } from '../types/explain.js';
import { type FusionSet, shares } from './fuse.js';
import { only } from './hits.js';
import { type Ask, matching, nearest } from './legs.js';
import { unmergeable } from './unsupported.js';

/** The legs as they were fused, and the vector leg's own request with what was embedded for it. */
export type Legs = { sets: FusionSet[]; near: NearRequest; embedded: SearchRequest['embedded'] };

/** @throws WeaviateUnsupportedFeatureError where a distance depends on all hits of its shard. */
export function checkExplainable({ targets, near }: HybridRequest): void {
  if ((targets ?? near?.targets)?.combination === 'relativeScore') {
    throw unmergeable('explain of a relative score', 'its distances are scaled over all hits of a shard');
  }
}

/** The explanation of each hit, whose score is the fused one. */
export async function explanations(
  ask: Ask,
  request: SearchRequest,
  hits: Hit[],
  { sets, near, embedded }: Legs,
): Promise<Explanation[]> {
  const { alpha, fusion, maxVectorDistance, near: _, targets, ...keyword } = request.hybrid as HybridRequest;
  const returns = { properties: [], metadata: ['explain' as const] };
  const bare = { ...request, filters: only(hits), highlight: undefined, returns };
  const legs = sets.map(({ hits: list, weight, kind }) => ({
    kind,
    weight,
    places: new Map(list.map(({ uuid }, at) => [uuid, at])),
    list,
    normalised: shares(list, 1, fusion),
    shares: shares(list, weight, fusion),
  }));
  const search = (kind: HybridLeg['kind']) =>
    kind === 'vector'
      ? nearest(ask, { ...bare, embedded }, near, hits.length)
      : matching(ask, { ...bare, keyword }, hits.length);
  const found = await Promise.all(legs.map(async ({ kind }) => byId((await search(kind)).hits)));
  return hits.map(({ uuid, metadata: { score = 0 } }) => {
    const out: Explanation = { score };
    const own: HybridLeg[] = [];
    for (const [i, leg] of legs.entries()) {
      const at = leg.places.get(uuid);
      if (at === undefined) continue;
      const explanation = found[i]?.get(uuid)?.metadata.explain;
      if (leg.kind === 'vector' && explanation?.vector) out.vector = explanation.vector;
      if (leg.kind === 'keyword' && explanation?.keyword) out.keyword = explanation.keyword;
      own.push({
        kind: leg.kind,
        raw: leg.list[at]!.value,
        normalised: leg.normalised[at]!,
        rank: at + 1,
        weight: leg.weight,
        contribution: leg.shares[at]!,
      });
    }
    out.hybrid = { fusion: fusion === 'Ranked' ? 'ranked' : 'relative-score', alpha, legs: own };
    return out;
  });
}

const byId = (hits: Hit[]) => new Map(hits.map((hit) => [hit.uuid, hit]));
