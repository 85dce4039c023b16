import type { ObjectIterator } from '../types/collection.js';
import type { WeaviateObject } from '../types/fields.js';

const PAGE = 100;

/**
 * Walks over every object of a collection in the order of their uuids, fetching one page at a time. Only an empty page is
 * the last one: after a short one more objects may have come in.
 */
export class Iterator<T, V> implements ObjectIterator<T, V> {
  readonly #query: (limit: number, after?: string) => Promise<WeaviateObject<T, V>[]>;

  constructor(query: (limit: number, after?: string) => Promise<WeaviateObject<T, V>[]>) {
    this.#query = query;
  }

  [Symbol.asyncIterator](): { next: () => Promise<IteratorResult<WeaviateObject<T, V>>> } {
    let page: WeaviateObject<T, V>[] = [];
    let at = 0;
    let done = false;
    return {
      next: async () => {
        if (at === page.length && !done) {
          page = await this.#query(PAGE, page.at(-1)?.uuid);
          at = 0;
          done = page.length === 0;
        }
        const value = page[at++];
        return value === undefined ? { done: true, value: undefined } : { done: false, value };
      },
    };
  }
}
