import type { Group, Hit, SearchReply } from '../engine/protocol.js';
import type { QueryProfile } from '../types/query.js';
import { ReferenceManager } from './references.js';
import { vectorsFrom } from './vectors.js';

/** An object of a result, of any type. */
export type AnyResult = ReturnType<typeof objectFrom>;
type AnyGroup = Omit<Group, 'objects'> & { objects: GroupedResult[] };
type GroupedResult = AnyResult & { belongsToGroup: string };

/** A hit as the user sees it: five members, always there. */
export function objectFrom(hit: Hit): {
  metadata: Hit['metadata'];
  properties: Record<string, unknown>;
  references: Record<string, ReferenceManager<unknown>> | undefined;
  uuid: string;
  vectors: Record<string, number[] | number[][]>;
} {
  return {
    metadata: hit.metadata,
    properties: hit.properties,
    references: hit.references && referencesFrom(hit.references),
    uuid: hit.uuid,
    vectors: vectorsFrom(hit.vectors),
  };
}

/** An object behind a reference. Where it has no references of its own it says so as Weaviate's client does: by none. */
function referencedFrom(hit: Hit): AnyResult {
  const object = objectFrom(hit);
  const some = object.references && Object.keys(object.references).length > 0;
  return some ? object : { ...object, references: undefined };
}

function referencesFrom(references: NonNullable<Hit['references']>): Record<string, ReferenceManager<unknown>> {
  return Object.fromEntries(
    Object.entries(references).map(([name, { targetCollection, objects }]) => {
      const found = objects.map((hit) => referencedFrom(hit) as never);
      return [
        name,
        new ReferenceManager(
          targetCollection,
          found,
          objects.map((hit) => hit.uuid),
        ),
      ];
    }),
  );
}

function profileFrom({ profile }: SearchReply): QueryProfile | undefined {
  return profile && { shards: profile };
}

/** A page of objects; with `groups`, when the request grouped them, and the groups' objects one after the other. */
export function resultFrom(
  reply: SearchReply,
  grouped: boolean,
): {
  objects: AnyResult[];
  groups?: Record<string, AnyGroup>;
  missingShards?: string[];
  queryProfile?: QueryProfile;
} {
  const missing = reply.missingShards && { missingShards: reply.missingShards };
  const queryProfile = profileFrom(reply);
  if (!grouped) return { objects: reply.objects.map(objectFrom), queryProfile, ...missing };
  const groups = (reply.groups ?? []).map(({ objects, ...group }): AnyGroup => {
    const found = objects.map((hit) => ({ belongsToGroup: group.name, ...objectFrom(hit) }));
    return { ...group, objects: found };
  });
  return {
    objects: groups.flatMap((group) => group.objects),
    groups: Object.fromEntries(groups.map((group) => [group.name, group])),
    queryProfile,
    ...missing,
  };
}
