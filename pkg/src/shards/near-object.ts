import type { Hit, JsonObject, NearRequest, VectorReply, VectorValue } from '../engine/protocol.js';

type Source = {
  schema: JsonObject;
  shardOf(uuid: string): number;
  fetch(shard: number, uuid: string): Promise<Hit | null>;
};

/**
 * A search near an object as one by that object's vectors, which only its own shard has. Where there is no such object, or
 * it has not the vectors, the search stays as it is: the shard says what is wrong with it.
 */
export async function withVectorsOf(ask: Source, near: NearRequest): Promise<NearRequest> {
  const { object, ...rest } = near;
  if (object === undefined) return near;
  const found = await ask.fetch(ask.shardOf(object), object);
  const vectors = found?.vectors ?? {};
  const names = near.targets?.names ?? Object.keys(vectors);
  if (names.length === 0 || names.some((name) => !vectors[name]) || (!near.targets && names.length > 1)) return near;
  const targets = names.map((name) => ({
    target: ask.schema.vectorConfig ? name : '',
    values: [valueOfReply(vectors[name] as VectorReply)],
  }));
  return { ...rest, vectors: targets, targets: near.targets ?? (ask.schema.vectorConfig ? { names } : undefined) };
}

const valueOfReply = ({ data, dimensions, multi }: VectorReply): VectorValue => (multi ? { data, dimensions } : data);
