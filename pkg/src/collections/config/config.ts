import type { JsonObject } from '../../engine/protocol.js';
import { WeaviateUnexpectedStatusCodeError } from '../../errors.js';
import type { CollectionConfigUpdate, Config } from '../../types/config.js';
import type { WeaviateClass } from '../../types/rest.js';
import { keepGenerator } from '../generate.js';
import { input, type Session, send, type Target } from '../session.js';
import { mergeUpdate } from './merge.js';
import { type AnyVector, json, propertyToRest, referenceToRest, vectorsToRest } from './to-rest.js';

/** The REST class of a collection or of an alias; one that is not there is an error. */
export async function getClass(session: Session, collection: string): Promise<WeaviateClass> {
  const found = await send(session, 'schema.get', { collection });
  if (!found) throw new WeaviateUnexpectedStatusCodeError(404, '');
  return found as WeaviateClass;
}

/** Makes configurations of REST classes; loaded when the first one is asked for. */
export const reader = async () => (await import('./from-rest.js')).collectionFromRest;

/** The configuration of a collection. */
export function config<T>({ session, collection }: Target): Config<T> {
  const addProperty = async (property: () => JsonObject) => {
    await send(session, 'schema.addProperty', () => ({ collection, property: property() }));
  };
  const put = async (change: () => WeaviateClass) => {
    await send(session, 'schema.update', () => {
      const changed = change();
      return { collection: changed.class ?? collection, class: json(changed) };
    });
  };
  const getShards = () => send(session, 'schema.shards', { collection });
  return {
    addProperty: (property) => addProperty(() => propertyToRest(property)),
    addReference: (reference) => addProperty(() => referenceToRest(reference as never)),
    async addVector(vectors) {
      const added = input(() => vectorsToRest(vectors as AnyVector | AnyVector[]).config);
      const current = await getClass(session, collection);
      const old = current.vectorConfig;
      await put(() => ({ ...current, vectorConfig: { ...old, ...(added as typeof old), ...old } }));
    },
    async get() {
      const read = await reader();
      return read(await getClass(session, collection));
    },
    getShards,
    async updateShards(status, names) {
      const shards = names === undefined ? (await getShards()).map(({ name }) => name) : [names].flat();
      await Promise.all(shards.map((shard) => send(session, 'schema.updateShard', { collection, shard, status })));
      return getShards();
    },
    async update(update) {
      const current = await getClass(session, collection);
      await put(() => mergeUpdate(current, (update ?? {}) as CollectionConfigUpdate<undefined>));
      keepGenerator(session, collection, update?.generative);
    },
    async dropInvertedIndex(property, index) {
      await send(session, 'schema.dropIndex', { collection, property, index });
    },
  };
}
