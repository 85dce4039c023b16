/** Copies the objects of a collection or tenant, without their references. */
import type { PropertyConfig } from '../../types/config.js';
import type { Handle, Stored, Written } from './ends.js';
import { paired } from './paired.js';
import { refusalOf } from './refusal.js';
import { type Plan, wanted } from './schema.js';
import type { Walk } from './walk.js';

/** Objects of a batch, and bytes of their values, at most; an object beyond that is a batch of its own. */
const BATCH_OBJECTS = 500;
const BATCH_BYTES = 4 << 20;
/** Calls of one object that are under way at a time. */
const SINGLE_CALLS = 8;

/** Writes what the target does not have, or has otherwise. */
export async function copyObjects(from: Handle, to: Handle, own: boolean, plan: Plan, walk: Walk): Promise<void> {
  const read = { includeVector: true, returnProperties: wanted(plan.properties) };
  const batch = new Batch(to, own, walk);
  const step = walk.start('objects', await from.length());
  for await (const [stored, there] of paired(from.iterator(read), to.iterator(read))) {
    const object = written(stored, plan);
    if (there && isSame(object, written(there, plan))) walk.result.skipped++;
    else await batch.add(object, there !== undefined);
    step();
  }
  await batch.flush();
}

/** A stored object in the form in which it is written. */
function written({ uuid, properties, vectors }: Stored, plan: Plan): Written {
  const named = Object.entries(vectors).filter(([, vector]) => vector?.length > 0);
  const object: Written = { id: uuid, properties: propertiesOf(properties, plan.properties) };
  if (named.length === 0) return object;
  const [, first] = named[0]!;
  return { ...object, vectors: plan.unnamedVector ? (first as number[]) : Object.fromEntries(named) };
}

/** Values under their names; what is not there is left out. */
function propertiesOf(values: Record<string, unknown>, properties: PropertyConfig[]): Record<string, unknown> {
  const given = properties.filter(({ name }) => values[name] !== undefined && values[name] !== null);
  return Object.fromEntries(given.map((property) => [property.name, copyable(values[property.name], property)]));
}

function copyable(value: unknown, { dataType, nestedProperties }: PropertyConfig): unknown {
  if (dataType === 'phoneNumber') {
    const { input, defaultCountry } = value as { input: string; defaultCountry?: string };
    return defaultCountry ? { number: input, defaultCountry } : { number: input };
  }
  if (!nestedProperties?.length) return value;
  const inner = (one: unknown) => propertiesOf(one as Record<string, unknown>, nestedProperties);
  return Array.isArray(value) ? value.map(inner) : inner(value);
}

/** Whether the target has all of the object. It may have vectors that it made itself. */
function isSame(object: Written, there: Written): boolean {
  if (!isEqual(object.properties, there.properties)) return false;
  if (!object.vectors || Array.isArray(object.vectors)) return isEqual(object.vectors ?? there.vectors, there.vectors);
  const others = there.vectors as Record<string, unknown> | undefined;
  return Object.entries(object.vectors).every(([name, vector]) => isEqual(vector, others?.[name]));
}

function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, i) => isEqual(one, b[i]));
  const [left, right] = [Object.keys(a), Object.keys(b)];
  const at = (of: object, key: string) => (of as Record<string, unknown>)[key];
  return left.length === right.length && left.every((key) => isEqual(at(a, key), at(b, key)));
}

/** Bytes of a value when it is sent, at most: UTF-8 takes up to three for what a string counts as one. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return 3 * value.length;
  if (Array.isArray(value)) {
    if (typeof value[0] === 'number') return 8 * value.length;
    return value.reduce<number>((sum, one) => sum + bytesOf(one), 0);
  }
  if (typeof value !== 'object' || value === null || value instanceof Date) return 24;
  return Object.entries(value).reduce((sum, [name, one]) => sum + 3 * name.length + bytesOf(one), 0);
}

const hasMultiVector = ({ vectors }: Written) =>
  vectors !== undefined && !Array.isArray(vectors) && Object.values(vectors).some(([row]) => Array.isArray(row));

/** Collects objects and writes them together. */
class Batch {
  readonly #to: Handle;
  readonly #own: boolean;
  readonly #walk: Walk;
  #objects: { object: Written; isThere: boolean }[] = [];
  #bytes = 0;

  constructor(to: Handle, own: boolean, walk: Walk) {
    this.#to = to;
    this.#own = own;
    this.#walk = walk;
  }

  async add(object: Written, isThere: boolean): Promise<void> {
    const bytes = bytesOf(object);
    if (this.#objects.length >= BATCH_OBJECTS || this.#bytes + bytes > BATCH_BYTES) await this.flush();
    this.#objects.push({ object, isThere });
    this.#bytes += bytes;
  }

  async flush(): Promise<void> {
    const objects = this.#objects;
    this.#objects = [];
    this.#bytes = 0;
    if (objects.length === 0) return;
    this.#walk.check();
    // Weaviate's client sends the rows of a multi-vector in a batch as vectors of their own
    const single = !this.#own && objects.some(({ object }) => hasMultiVector(object));
    const reasons = single ? await this.#writeEach(objects) : await this.#writeAll(objects.map(({ object }) => object));
    for (const [i, { object }] of objects.entries()) {
      const reason = reasons[i];
      if (reason === undefined) this.#walk.result.copied++;
      else this.#walk.fail({ id: object.id, reason });
    }
  }

  async #writeAll(objects: Written[]): Promise<(string | undefined)[]> {
    const { errors } = await this.#to.data.insertMany(objects);
    return objects.map((_, i) => errors[i]?.message);
  }

  async #writeEach(objects: { object: Written; isThere: boolean }[]): Promise<(string | undefined)[]> {
    const { data } = this.#to;
    const write = ({ object, isThere }: { object: Written; isThere: boolean }) =>
      (isThere ? data.replace(object) : data.insert(object)).then(() => undefined, refusalOf);
    const reasons: (string | undefined)[] = [];
    for (let at = 0; at < objects.length; at += SINGLE_CALLS) {
      // nothing is under way any more when one of them fails
      const outcomes = await Promise.allSettled(objects.slice(at, at + SINGLE_CALLS).map(write));
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') throw outcome.reason;
        reasons.push(outcome.value);
      }
    }
    return reasons;
  }
}
