import type { ObjectInput } from '../engine/protocol.js';
import { WeaviateInvalidInputError } from '../errors.js';
import type { BatchObject, BatchObjectsReturn, ErrorObject } from '../types/data.js';
import { type AnyObject, newObject, objectInput } from './objects.js';
import { input, place, send, type Target } from './session.js';

type AnyBatch = BatchObjectsReturn<undefined>;

type Prepared = { given: AnyObject } & ({ input: ObjectInput } | { error: string; id?: string });

/** An object as the engine takes it, or why it cannot be given to it. */
function prepared(object: object, uuid: () => string): Prepared {
  let given: AnyObject = {};
  try {
    given = newObject(object, uuid);
    return { given, input: input(() => objectInput(given)) };
  } catch (error) {
    if (error instanceof WeaviateInvalidInputError) return { given, error: error.message };
    throw error;
  }
}

/** Inserts objects in one batch or several, and keeps what became of each under its index. */
export class BatchInsert {
  readonly #target: Target;
  readonly #start: number;
  /** Whether an error names the id that the object was sent with. */
  readonly #originals: boolean;
  readonly #responses: AnyBatch['allResponses'] = [];
  readonly #errors: AnyBatch['errors'] = {};
  readonly #uuids: AnyBatch['uuids'] = {};

  constructor(target: Target, originals = false) {
    this.#target = target;
    this.#start = target.session.now();
    this.#originals = originals;
  }

  /** Inserts one batch; what is wrong with one object does not stop the others. */
  async send(objects: object[]): Promise<void> {
    const { session, collection, tenant } = this.#target;
    const outcomes = input(() => [...objects].map((object) => prepared(object, session.uuid)));
    const ready = outcomes.flatMap((outcome) => ('input' in outcome ? [outcome.input] : []));
    const request = { ...place(this.#target), objects: ready };
    const { results } = ready.length > 0 ? await send(session, 'objects.batch', request) : { results: [] };
    let next = 0;
    for (const outcome of outcomes) {
      const index = this.#responses.length;
      const result = 'input' in outcome ? results[next++]! : outcome;
      if (!('error' in result)) {
        this.#uuids[index] = result.id;
        this.#responses.push(result.id);
        continue;
      }
      const id = result.id ?? outcome.given.id;
      const object = { ...outcome.given, id, collection, tenant } as BatchObject<undefined>;
      const error: ErrorObject<undefined> = { message: result.error, object };
      if (this.#originals) error.originalUuid = id;
      this.#errors[index] = error;
      this.#responses.push(error);
    }
  }

  /** What became of all objects so far. */
  result(): AnyBatch {
    return {
      allResponses: this.#responses,
      elapsedSeconds: (this.#target.session.now() - this.#start) / 1000,
      errors: this.#errors,
      hasErrors: Object.keys(this.#errors).length > 0,
      uuids: this.#uuids,
    };
  }
}
