/** From the core's flat lists to hits: names cross the boundary once for all of them. */
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
};
/** A search's answer as the core gives it. */
export type PackedAnswer = Omit<SearchReply, 'objects' | 'groups'> & {
  objects: PackedHits;
  groups?: (Omit<Group, 'objects'> & { objects: PackedHits })[];
};

function extrasFrom({ references, ...extras }: Extras): Omit<Hit, 'uuid' | 'properties' | 'metadata'> {
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
    if (extras) Object.assign(hit, extrasFrom(extras[hits.length]!));
    hits.push(hit);
  }
  return hits;
}

/** The answer of a search. */
export function unpackAnswer({ objects, groups, ...rest }: PackedAnswer): SearchReply {
  const reply: SearchReply = { ...rest, objects: unpackHits(objects) };
  if (groups) reply.groups = groups.map((group) => ({ ...group, objects: unpackHits(group.objects) }));
  return reply;
}
