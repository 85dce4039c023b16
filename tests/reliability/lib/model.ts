/** What a database should hold, kept beside it, and what it does hold, read through the public interface. */
import { createHash } from 'node:crypto';
import type { WeaviateClient } from './weavelet.js';

/** `payload` is a digest of the vector or, in bulky objects, of the filler. */
export type Stored = { text: string; tag: string; n: number; payload: string };
/** Objects by id, for a collection or one tenant of it. */
export type Objects = Map<string, Stored>;
export type Collection = { properties: string[]; multiTenant: boolean; shards: Map<string, Objects> };
export type Model = Map<string, Collection>;

/** Pages are read in one piece. */
const ALL = 10_000;

const hash = (data: string | Uint8Array) => createHash('sha1').update(data).digest('hex');

/** A filler, a vector, or the rows of a multi-vector, as a short text. */
export function digest(value: unknown): string {
  if (typeof value === 'string') return hash(value).slice(0, 12);
  const rows = Array.isArray(value) && typeof value[0] !== 'number' ? (value as ArrayLike<number>[]) : [value];
  const floats = rows.map((row) => Float32Array.from(row as ArrayLike<number>));
  return floats.map((row) => hash(new Uint8Array(row.buffer)).slice(0, 12)).join('+');
}

/** One text for the whole content: equal exactly when the contents are. */
export function describeModel(model: Model): string {
  const lines: string[] = [];
  for (const [name, { properties, shards }] of [...model].sort(byKey)) {
    lines.push(`${name} (${[...properties].sort().join(' ')})`);
    for (const [shard, objects] of [...shards].sort(byKey)) {
      lines.push(` [${shard}] ${objects.size}`);
      for (const [id, { text, tag, n, payload }] of [...objects].sort(byKey)) {
        lines.push(`  ${id} ${tag} ${n} ${payload} ${text}`);
      }
    }
  }
  return lines.join('\n');
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

/** What the database holds. */
export async function observe(client: WeaviateClient): Promise<Model> {
  const model: Model = new Map();
  for (const { name, properties, multiTenancy } of await client.collections.listAll()) {
    const handle = client.collections.use(name);
    const shards = new Map<string, Objects>();
    const tenants = multiTenancy.enabled ? Object.keys(await handle.tenants.get()) : [''];
    for (const tenant of tenants) {
      const shard = tenant ? handle.withTenant(tenant) : handle;
      const { objects } = await shard.query.fetchObjects({ limit: ALL, includeVector: true });
      shards.set(
        tenant,
        new Map(
          objects.map(({ uuid, properties: { text, tag, n, filler }, vectors }) => [
            uuid,
            { text, tag, n, payload: digest(filler ?? Object.values(vectors)[0]) } as Stored,
          ]),
        ),
      );
    }
    model.set(name, {
      properties: properties.map((property) => property.name),
      multiTenant: multiTenancy.enabled,
      shards,
    });
  }
  return model;
}

export function copy(model: Model): Model {
  return new Map(
    [...model].map(([name, { properties, multiTenant, shards }]) => [
      name,
      {
        properties: [...properties],
        multiTenant,
        shards: new Map([...shards].map(([shard, objects]) => [shard, new Map(objects)])),
      },
    ]),
  );
}

/** Searches every shard by its first text and compares with what the model says; returns what is wrong. */
export async function searchesAgree(client: WeaviateClient, model: Model): Promise<string | undefined> {
  for (const [name, { shards }] of model) {
    for (const [tenant, objects] of shards) {
      const word = [...objects.values()][0]?.text.split(' ')[0];
      if (word === undefined) continue;
      const handle = client.collections.use(name);
      const shard = tenant ? handle.withTenant(tenant) : handle;
      const { objects: found } = await shard.query.bm25(word, { queryProperties: ['text'], limit: ALL });
      const expected = [...objects].filter(([, { text }]) => text.split(' ').includes(word)).map(([id]) => id);
      const got = found.map(({ uuid }) => uuid).sort();
      if (got.join() !== expected.sort().join()) {
        return `${name}/${tenant}: "${word}" finds ${got.length} objects instead of ${expected.length}`;
      }
    }
  }
  return undefined;
}
