import type { ObjectIterator } from '../types/collection.js';
import type { WeaviateObject } from '../types/fields.js';

const PAGE = 100;

/** Walks over every object of a collection in the order of their uuids, fetching one page at a time. */
export class Iterator<T, V> implements ObjectIterator<T, V> {
  readonly #query: (limit: number, after?: string) => Promise<WeaviateObject<T, V>[]>;

  constructor(query: (limit: number, after?: string) => Promise<WeaviateObject<T, V>[]>) {
    this.#query = query;
  }

  [Symbol.asyncIterator](): { next: () => Promise<IteratorResult<WeaviateObject<T, V>>> } {
    let page: WeaviateObject<T, V>[] = [];
    let at = 0;
    let more = true;
    return {
      next: async () => {
        if (at === page.length && more) {
          page = await this.#query(PAGE, page.at(-1)?.uuid);
          at = 0;
          more = page.length === PAGE;
        }
        const value = page[at++];
        return value === undefined ? { done: true, value: undefined } : { done: false, value };
      },
    };
  }
}
