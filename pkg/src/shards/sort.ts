/** Sorting hits of several shards by properties, as each shard sorts its own. */
import type { Hit, JsonObject, MetadataKey, SearchRequest } from '../engine/protocol.js';
import { byUuid, type Order } from './hits.js';
import { unmergeable } from './unsupported.js';

type Key = { value(hit: Hit): unknown; ascending: boolean };
type Sort = NonNullable<SearchRequest['sort']>;

/** Internal properties, and the metadata that has their values. */
const TIMES: Record<string, 'creationTime' | 'updateTime'> = {
  _creationTimeUnix: 'creationTime',
  _lastUpdateTimeUnix: 'updateTime',
};

/** Data types whose values come back as they are compared. */
const TYPES = ['text', 'int', 'number', 'boolean', 'date', 'text[]', 'int[]', 'number[]', 'boolean[]', 'date[]'];

/** The order that a sort makes, and what to ask for to make it. Times are compared to the millisecond. */
export function sortOrder(
  sort: Sort,
  schema: JsonObject,
): { order: Order; metadata: MetadataKey[]; properties: string[] } {
  const types = new Map(
    ((schema.properties ?? []) as JsonObject[]).map(({ name, dataType }) => [name, (dataType as string[])[0]]),
  );
  const properties: string[] = [];
  const metadata: MetadataKey[] = [];
  const keys = sort.map(({ property, ascending }): Key => {
    if (property === '_id' || property === 'id') return { ascending, value: ({ uuid }) => uuid };
    const time = TIMES[property];
    if (time) {
      metadata.push(time);
      return { ascending, value: (hit) => hit.metadata[time] };
    }
    const type = types.get(property);
    // what there is not is refused by the shards
    if (type !== undefined && !TYPES.includes(type))
      throw unmergeable(`sorting by ${property}`, `it is of type ${type}`);
    properties.push(property);
    return { ascending, value: (hit) => hit.properties[property] };
  });
  const order: Order = (a, b) => {
    for (const { value, ascending } of keys) {
      const difference = compare(value(a), value(b));
      if (difference !== 0) return ascending ? difference : -difference;
    }
    return byUuid(a, b);
  };
  return { order, metadata, properties };
}

/** Missing values and empty lists come first. */
function compare(a: unknown, b: unknown): number {
  const [left, right] = [comparable(a), comparable(b)];
  if (!left || !right) return Number(left !== undefined) - Number(right !== undefined);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i]!, right[i]!];
    if (x !== y) return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

function comparable(value: unknown): (number | string)[] | undefined {
  if (value === undefined || value === null) return undefined;
  const items = Array.isArray(value) ? value : [value];
  if (items.length === 0) return undefined;
  return items.map((item) => {
    if (item instanceof Date) return item.getTime();
    if (typeof item === 'boolean') return Number(item);
    return typeof item === 'number' ? item : lowered(String(item));
  });
}

/** Small letters one by one, without regard to their neighbours, as digits: in the order of code points, which UTF-16 is not. */
const lowered = (text: string): string =>
  Array.from(text, (letter) => {
    // U+0130 has a small letter of one code point to the engine, and of two to JavaScript
    const small = letter === '\u0130' ? 'i' : letter.toLowerCase();
    return (small.codePointAt(0) as number).toString(16).padStart(6, '0');
  }).join('');
