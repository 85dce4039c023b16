import { WeaviateBatchStreamError } from '../errors.js';
import type { Batch, Batching, BatchObjectInput, BatchReference, ErrorObject, ErrorReference } from '../types/data.js';
import { dataObject, objectInput } from './objects.js';
import { capitalized, type Session, send } from './session.js';

/** How many entries wait before they are sent. */
const BATCH = 1000;

type Entry<T> = { index: number; entry: T };
type AnyObject = BatchObjectInput<undefined> & { id: string };

/** The entries by collection and tenant, each list in the order it came. */
function grouped<T>(entries: Entry<T>[], place: (entry: T) => [collection: string, tenant?: string]): Entry<T>[][] {
  const groups = new Map<string, Entry<T>[]>();
  for (const one of entries) {
    const key = JSON.stringify(place(one.entry));
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

/** Takes objects and references of any collection as they come, and sends them a batch at a time. */
class Stream {
  readonly #session: Session;
  #objects: Entry<AnyObject>[] = [];
  #references: Entry<BatchReference>[] = [];
  #objectCount = 0;
  #referenceCount = 0;
  #sending: Promise<void> = Promise.resolve();
  #failure: unknown;
  #stopped = false;
  readonly uuids: Record<number, string> = {};
  readonly beacons: Record<number, string> = {};
  readonly objErrors: Record<number, ErrorObject<never>> = {};
  readonly refErrors: Record<number, ErrorReference> = {};

  constructor(session: Session) {
    this.#session = session;
  }

  /** Throws once sending has failed: from then on nothing more is taken. */
  check() {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async addObject(object: BatchObjectInput<never>): Promise<string> {
    this.#refuseWhenStopped();
    const id = object.id ?? this.#session.uuid();
    this.#objects.push({ index: this.#objectCount++, entry: { ...object, id } as AnyObject });
    if (this.#objects.length >= BATCH) await this.#flush();
    return id;
  }

  async addReference(reference: BatchReference): Promise<void> {
    this.#refuseWhenStopped();
    this.#references.push({ index: this.#referenceCount++, entry: reference });
    if (this.#references.length >= BATCH) await this.#flush();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#flush();
    this.check();
  }

  #refuseWhenStopped() {
    if (this.#stopped) throw new Error('Batching has been stopped, cannot add more objects');
  }

  /** Sends what waits, after what is on its way: objects first, for references need them. */
  #flush(): Promise<void> {
    const [objects, references] = [this.#objects, this.#references];
    this.#objects = [];
    this.#references = [];
    this.#sending = this.#sending
      .then(async () => {
        if (this.#failure !== undefined) return;
        for (const group of grouped(objects, ({ collection, tenant }) => [collection, tenant])) {
          await this.#sendObjects(group);
        }
        for (const group of grouped(references, (one) => [one.fromObjectCollection, one.tenant])) {
          await this.#sendReferences(group);
        }
      })
      .catch((error) => {
        this.#failure = new WeaviateBatchStreamError(error instanceof Error ? error.message : String(error));
      });
    return this.#sending;
  }

  async #sendObjects(group: Entry<AnyObject>[]) {
    const { collection, tenant } = group[0]!.entry;
    const objects = group.map(({ entry }) => objectInput(dataObject(entry)));
    const { results } = await send(this.#session, 'objects.batch', {
      collection: capitalized(collection),
      tenant,
      objects,
    });
    results.forEach((result, at) => {
      const { index, entry } = group[at]!;
      if ('error' in result) this.objErrors[index] = { message: result.error, object: entry as never };
      else this.uuids[index] = result.id;
    });
  }

  async #sendReferences(group: Entry<BatchReference>[]) {
    const { fromObjectCollection, tenant } = group[0]!.entry;
    const references = group.map(({ entry }) => ({
      fromUuid: entry.fromObjectUuid,
      property: entry.fromPropertyName,
      to: `weaviate://localhost/${entry.toObjectCollection ? `${entry.toObjectCollection}/` : ''}${entry.toObjectUuid}`,
    }));
    const { errors } = await send(this.#session, 'references.batch', {
      collection: capitalized(fromObjectCollection),
      tenant,
      references,
    });
    group.forEach(({ index, entry }, at) => {
      const message = errors[at];
      const from = `weaviate://localhost/${entry.fromObjectCollection}/${entry.fromObjectUuid}/${entry.fromPropertyName}`;
      if (message === undefined) this.beacons[index] = from;
      else this.refErrors[index] = { message, reference: entry as ErrorReference['reference'] };
    });
  }
}

/** Batches that take objects and references of any collection. */
export function batch(session: Session): Batch {
  return {
    async stream(): Promise<Batching> {
      const stream = new Stream(session);
      return {
        addObject: (object) => {
          stream.check();
          return stream.addObject(object as BatchObjectInput<never>);
        },
        addReference: (reference) => {
          stream.check();
          return stream.addReference(reference);
        },
        stop: () => stream.stop(),
        hasErrors: () => Object.keys(stream.objErrors).length + Object.keys(stream.refErrors).length > 0,
        uuids: () => stream.uuids,
        beacons: () => stream.beacons,
        objErrors: () => stream.objErrors,
        refErrors: () => stream.refErrors,
      };
    },
  };
}
