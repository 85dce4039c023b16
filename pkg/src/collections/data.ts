import type { Data, DeleteManyOptions, DeleteManyReturn, ReferenceArgs } from '../types/data.js';
import type { FilterValue } from '../types/filters.js';
import { BatchInsert } from './batch-insert.js';
import { filterNode } from './filter.js';
import { type AnyObject, newObject, singleInput } from './objects.js';
import { beacons } from './references.js';
import { input, place, send, type Target } from './session.js';

/** How many objects `ingest` holds at a time. */
const INGEST = 1000;

type AnyReference = ReferenceArgs<never>;
const targetBeacons = ({ to }: AnyReference) => beacons(to as Parameters<typeof beacons>[0]);

/** Writes to a collection. */
export function data<T>(target: Target): Data<T> {
  const { session } = target;
  const where = place(target);

  const referenceCalls = async (name: 'references.add' | 'references.delete', args: AnyReference) => {
    const to = input(() => targetBeacons(args));
    const shared = { ...where, id: args.fromUuid, property: args.fromProperty };
    await Promise.all(to.map((one) => send(session, name, { ...shared, to: one })));
  };

  const write = (name: 'objects.merge' | 'objects.replace', object: AnyObject) =>
    send(session, name, () => ({ ...where, object: { ...singleInput(object), id: object.id! } }));

  const calls = {
    deleteById: async (id: string) => {
      await send(session, 'objects.delete', { ...where, id });
      return true;
    },
    deleteMany: async (filter: FilterValue, options?: DeleteManyOptions<boolean>): Promise<DeleteManyReturn<never>> => {
      const { verbose = false, dryRun = false } = options ?? {};
      const request = () => ({ ...where, filters: filterNode(filter), verbose, dryRun });
      const { matches, successful, failed, objects } = await send(session, 'objects.deleteMany', request);
      const list = verbose ? (objects ?? []).map((object) => ({ ...object, error: object.error ?? '' })) : undefined;
      return { matches, successful, failed, objects: list as never };
    },
    exists: (id: string) => send(session, 'objects.exists', { ...where, id }),
    ingest: async (objects: Iterable<object> | AsyncIterable<object>) => {
      const insert = new BatchInsert(target);
      let batch: object[] = [];
      for await (const object of objects) {
        if (batch.push(object) < INGEST) continue;
        await insert.send(batch);
        batch = [];
      }
      await insert.send(batch);
      return insert.result();
    },
    insert: async (object?: object) => {
      const request = () => ({
        ...where,
        object: singleInput(newObject(object ?? { properties: {} }, session.uuid)),
      });
      const { id } = await send(session, 'objects.insert', request);
      return id;
    },
    insertMany: async (objects: object[]) => {
      const insert = new BatchInsert(target, true);
      await insert.send(objects);
      return insert.result();
    },
    referenceAdd: (args: AnyReference) => referenceCalls('references.add', args),
    referenceAddMany: async (references: AnyReference[]) => {
      const start = session.now();
      const entries = input(() =>
        references.flatMap((args) =>
          targetBeacons(args).map((to) => ({ fromUuid: args.fromUuid, property: args.fromProperty, to })),
        ),
      );
      const reply = await send(session, 'references.batch', { ...where, references: entries });
      const errors = Object.fromEntries(
        Object.entries(reply.errors).map(([index, message]) => {
          const { fromUuid, property, to } = entries[Number(index)]!;
          const from = `weaviate://localhost/${target.collection}/${fromUuid}/${property}`;
          return [index, { message, reference: { from, to, tenant: target.tenant } }];
        }),
      );
      const hasErrors = Object.keys(errors).length > 0;
      return { elapsedSeconds: (session.now() - start) / 1000, errors, hasErrors };
    },
    referenceDelete: (args: AnyReference) => referenceCalls('references.delete', args),
    referenceReplace: async (args: AnyReference) => {
      const request = () => ({ ...where, id: args.fromUuid, property: args.fromProperty, to: targetBeacons(args) });
      await send(session, 'references.replace', request);
    },
    replace: (object: AnyObject) => write('objects.replace', object),
    update: async (object: AnyObject) => {
      await write('objects.merge', object);
    },
  };
  return calls as unknown as Data<T>;
}
