import type { Json, JsonObject, ObjectInput } from '../engine/protocol.js';
import { WeaviateInvalidInputError } from '../errors.js';
import type { DataObject } from '../types/data.js';
import { isoDate } from './filter.js';
import { beacons } from './references.js';
import { objectVectors } from './vectors.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An object in data-object form, whatever its properties are. */
export type AnyObject = DataObject<undefined>;

/** An object is a data object if it has one of these members; everything else is bare properties. */
export const isDataObject = (object: object): object is AnyObject =>
  ['id', 'properties', 'references', 'vectors'].some((key) => (object as Record<string, unknown>)[key] !== undefined);

/** A new object in data-object form: without an id it gets a random one, made by `uuid`. */
export function newObject(object: object, uuid: () => string): AnyObject {
  const given = dataObject(object);
  return { ...given, id: given.id || uuid() };
}

/** An object in data-object form. A UUID under `uuid` serves as `id` where there is none. */
export function dataObject(object: object): AnyObject {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    throw new WeaviateInvalidInputError(`an object must be given as properties or as a data object, got: ${object}`);
  }
  if (!isDataObject(object)) return { id: undefined, properties: object as AnyObject['properties'] };
  const { uuid, ...rest } = object;
  return rest.id === undefined && typeof uuid === 'string' && UUID.test(uuid) ? { ...rest, id: uuid } : rest;
}

/** An object of a single write: as in Weaviate's client its references count only beside properties. */
export function singleInput({ references, ...object }: AnyObject): ObjectInput {
  return objectInput(object.properties ? { ...object, references } : object);
}

/** An object as the engine takes it. */
export function objectInput({ id, properties, references, vectors }: AnyObject): ObjectInput {
  return {
    id,
    properties: properties && propertiesJson(properties),
    references: references && referencesJson(references),
    vectors: objectVectors(vectors),
  };
}

function referencesJson(references: NonNullable<AnyObject['references']>): Record<string, string[]> {
  const given = Object.entries(references).filter(([, input]) => input !== undefined && input !== null);
  return Object.fromEntries(given.map(([name, input]) => [name, beacons(input)]));
}

const isPhoneNumber = (value: object): value is { number: unknown; defaultCountry?: unknown } => {
  const { number, defaultCountry } = value as Record<string, unknown>;
  return number !== undefined && Object.keys(value).length === (defaultCountry === undefined ? 1 : 2);
};

/** How deep properties may be nested: deeper ones refer to themselves, most likely. */
const DEPTH = 100;

function propertiesJson(properties: object, depth = 0): JsonObject {
  if (depth > DEPTH) throw new WeaviateInvalidInputError(`properties are nested more than ${DEPTH} deep`);
  const given = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, fieldJson(value, depth + 1)]));
}

/** A value as JSON: dates as text, phone numbers under the names that the server reads, no number as null. */
function fieldJson(value: unknown, depth: number): Json {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value !== 'object') throw new WeaviateInvalidInputError(`a property cannot hold a ${typeof value}`);
  if (value instanceof Date) return isoDate(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, (one) => fieldJson(one, depth));
  if (Array.isArray(value)) {
    if (depth > DEPTH) throw new WeaviateInvalidInputError(`properties are nested more than ${DEPTH} deep`);
    return value.map((one) => fieldJson(one ?? null, depth + 1));
  }
  if (isPhoneNumber(value)) return { input: value.number as Json, defaultCountry: value.defaultCountry as Json };
  return propertiesJson(value, depth);
}
