import type { BatchObject, BatchObjectsReturn, ErrorObject } from '../types/data.js';
import { dataObject, objectInput } from './objects.js';
import { place, send, type Target } from './session.js';

type AnyBatch = BatchObjectsReturn<undefined>;

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
    if (objects.length === 0) return;
    const { session, collection, tenant } = this.#target;
    const given = objects.map(dataObject);
    const request = { ...place(this.#target), objects: given.map(objectInput) };
    const { results } = await send(session, 'objects.batch', request);
    results.forEach((result, at) => {
      const index = this.#responses.length;
      if (!('error' in result)) {
        this.#uuids[index] = result.id;
        this.#responses.push(result.id);
        return;
      }
      const id = result.id ?? given[at]!.id;
      const object = { ...given[at], id, collection, tenant } as BatchObject<undefined>;
      const error: ErrorObject<undefined> = { message: result.error, object };
      if (this.#originals) error.originalUuid = id;
      this.#errors[index] = error;
      this.#responses.push(error);
    });
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
