import type { JsonObject } from '../engine/protocol.js';
import type { Collections } from '../types/collection.js';
import type { CollectionConfigCreate } from '../types/config.js';
import type { WeaviateClass } from '../types/rest.js';
import { collection, exists } from './collection.js';
import { getClass, reader } from './config/config.js';
import { collectionToRest } from './config/to-rest.js';
import { keepGenerator } from './generate.js';
import { capitalized, type Session, send } from './session.js';

/** Refuses an empty name as Weaviate's client does, before anything is sent. */
function named(name: string): string {
  if (typeof name === 'string' && name.length > 0) return name;
  throw new Error('invalid usage: className must be set - set with .withClassName(className)');
}

/** The collections of a client. */
export function collections(session: Session): Collections {
  const listAll = async () => {
    const read = await reader();
    return (await send(session, 'schema.list', {})).map((one) => read(one));
  };
  const remove = async (name: string) => {
    const upper = capitalized(named(name));
    await send(session, 'schema.delete', { collection: upper });
    session.generators.delete(upper);
  };
  const exportToJson = async (name: string) => getClass(session, capitalized(named(name)));
  const createFromJson = async (rest: WeaviateClass) => {
    const created = await send(session, 'schema.create', { class: rest as JsonObject });
    return collection(session, created.class as string);
  };
  const create = async (config: CollectionConfigCreate) => {
    const { class: name } = await send(session, 'schema.create', () => ({ class: collectionToRest(config) }));
    keepGenerator(session, name as string, config.generative);
    return collection(session, config.name);
  };
  const use = (name: string) => collection(session, name);
  const all = {
    create,
    createFromSchema: createFromJson,
    createFromJson,
    delete: remove,
    deleteAll: async () => Promise.all((await listAll()).map(({ name }) => remove(name))),
    exists: async (name: string) => exists(session, named(name)),
    async export(name: string) {
      const read = await reader();
      return read(await exportToJson(name));
    },
    exportToJson,
    get: use,
    listAll,
    use,
  };
  return all as unknown as Collections;
}
