import type { Aliases } from '../types/admin.js';
import { type Session, send } from './session.js';

/** Second names of collections. */
export function alias(session: Session): Aliases {
  return {
    // Weaviate's client gives the reply through, though its type says nothing.
    create: (args) =>
      send(session, 'alias.create', () => ({ alias: args.alias, collection: args.collection })) as Promise<never>,
    async listAll(options) {
      const list = await send(session, 'alias.list', { collection: options?.collection });
      return list.map((one) => ({ alias: one.alias, collection: one.class }));
    },
    async get(alias) {
      const found = await send(session, 'alias.get', { alias });
      return { alias: found.alias, collection: found.class };
    },
    update: (args) =>
      send(session, 'alias.update', () => ({
        alias: args.alias,
        collection: args.newTargetCollection,
      })) as Promise<never>,
    async delete(alias) {
      await send(session, 'alias.delete', { alias });
    },
  };
}
