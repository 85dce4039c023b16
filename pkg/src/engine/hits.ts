/** From the core's flat lists to hits: names cross the boundary once for all of them. */
import type { Highlight, Highlights } from '../types/explain.js';
import { type PackedExplanations, unpackExplanations } from './explanations.js';
import type { Group, Hit, SearchReply } from './protocol.js';

/** Per hit `values` holds its id, then what `metadata` names, then what `properties` names. */
type PackedHits = {
  properties: string[];
  metadata: (keyof Hit['metadata'])[];
  values: unknown[];
  extras?: Extras[];
};
type Extras = {
  vectors?: Hit['vectors'];
  references?: Record<string, { targetCollection: string; objects: PackedHits }>;
  rerankText?: string;
  highlights?: PackedHighlight[];
};
/** A passage: `ranges` are pairs of beginning and end. */
type PackedHighlight = { property: string; item?: number; snippet: string; offset: number; ranges: Uint32Array };
/** A search's answer as the core gives it. */
export type PackedAnswer = Omit<SearchReply, 'objects' | 'groups'> & {
  objects: PackedHits;
  groups?: (Omit<Group, 'objects'> & { objects: PackedHits })[];
  explanations?: PackedExplanations;
};

function highlightsFrom(passages: PackedHighlight[]): Highlights {
  const each = passages.map(({ property, item, snippet, offset, ranges }): [string, Highlight] => {
    const pairs = Array.from({ length: ranges.length / 2 }, (_, i): [number, number] => [
      ranges[2 * i] as number,
      ranges[2 * i + 1] as number,
    ]);
    return [property, { snippet, offset, ...(item !== undefined && { item }), ranges: pairs }];
  });
  return Object.fromEntries(each);
}

function extrasFrom({
  references,
  ...extras
}: Omit<Extras, 'highlights'>): Omit<Hit, 'uuid' | 'properties' | 'metadata'> {
  if (!references) return extras;
  const followed = Object.entries(references).map(([name, { targetCollection, objects }]) => [
    name,
    { targetCollection, objects: unpackHits(objects) },
  ]);
  return { ...extras, references: Object.fromEntries(followed) };
}

/** The hits of a list. */
export function unpackHits({ properties, metadata, values, extras }: PackedHits): Hit[] {
  const hits: Hit[] = [];
  let at = 0;
  while (at < values.length) {
    const hit: Hit = { uuid: values[at++] as string, properties: {}, metadata: {} };
    for (const key of metadata) {
      const value = values[at++];
      if (value !== undefined) (hit.metadata as Record<string, unknown>)[key] = value;
    }
    for (const name of properties) hit.properties[name] = values[at++];
    if (extras) {
      const { highlights, ...own } = extras[hits.length] as Extras;
      if (highlights) hit.metadata.highlights = highlightsFrom(highlights);
      Object.assign(hit, extrasFrom(own));
    }
    hits.push(hit);
  }
  return hits;
}

/** The answer of a search that the module has just given; `memory` gives the module's. */
export function unpackAnswer(
  { objects, groups, explanations, ...rest }: PackedAnswer,
  memory: () => ArrayBuffer,
): SearchReply {
  const reply: SearchReply = { ...rest, objects: unpackHits(objects) };
  if (groups) reply.groups = groups.map((group) => ({ ...group, objects: unpackHits(group.objects) }));
  if (explanations) {
    const hits = reply.groups ? reply.groups.flatMap((group) => group.objects) : reply.objects;
    unpackExplanations(explanations, hits.length, memory()).forEach((explanation, i) => {
      (hits[i] as Hit).metadata.explain = explanation;
    });
  }
  return reply;
}
