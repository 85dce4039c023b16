/** Grouping merged hits, as one shard groups its own. */
import type { Group, Hit, JsonObject, SearchRequest } from '../engine/protocol.js';
import { unmergeable } from './unsupported.js';

type GroupBy = NonNullable<SearchRequest['groupBy']>;

/** Data types whose values come back as they are grouped by. */
const TYPES = /^(text|int|number|boolean|uuid)(\[\])?$/;

/** @throws WeaviateUnsupportedFeatureError where the values of hits are not what groups are named by. */
export function checkGrouping({ property }: GroupBy, schema: JsonObject): void {
  const properties = (schema.properties ?? []) as JsonObject[];
  const type = (properties.find(({ name }) => name === property)?.dataType as string[] | undefined)?.[0];
  if (type !== undefined && !TYPES.test(type)) throw unmergeable(`grouping by ${property}`, `it is of type ${type}`);
}

/** Vector searches group by any value, a missing one being a group of its own; others by text only. */
export function grouped(
  hits: Hit[],
  { property, numberOfGroups, objectsPerGroup }: GroupBy,
  isVector: boolean,
): Group[] {
  const groups = new Map<string, Group>();
  for (const hit of hits) {
    const distance = hit.metadata.distance ?? 0;
    for (const name of namesOf(hit.properties[property], isVector)) {
      let group = groups.get(name);
      if (!group) {
        // one group too many: the hit is left out of its other groups as well
        if (groups.size >= numberOfGroups) break;
        group = { name, minDistance: distance, maxDistance: distance, numberOfObjects: 0, objects: [] };
        groups.set(name, group);
      }
      if (group.objects.length >= objectsPerGroup) continue;
      if (isVector) group.maxDistance = distance;
      group.objects.push(hit);
      group.numberOfObjects++;
    }
  }
  return [...groups.values()];
}

function namesOf(value: unknown, isVector: boolean): string[] {
  const values = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  if (values.length === 0) return isVector ? [''] : [];
  return values.flatMap((one) => (typeof one === 'string' ? [one] : isVector ? [JSON.stringify(one)] : []));
}
