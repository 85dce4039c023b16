import type { NonRefKeys } from '../types/fields.js';
import type { Sort, SortBy } from '../types/filters.js';

/** A sort order under construction: each call adds a key that breaks the ties of those before. */
export class Sorting<T> implements Sort<T> {
  sorts: SortBy[] = [];

  /** By a property's value. Ascending puts objects without one first. */
  byProperty<K extends NonRefKeys<T>>(property: K, ascending = true): this {
    return this.#by(property, ascending);
  }

  /** By uuid. */
  byId(ascending = true): this {
    return this.#by('_id', ascending);
  }

  /** By the time the object was made. */
  byCreationTime(ascending = true): this {
    return this.#by('_creationTimeUnix', ascending);
  }

  /** By the time of the last change. */
  byUpdateTime(ascending = true): this {
    return this.#by('_lastUpdateTimeUnix', ascending);
  }

  #by(property: string, ascending: boolean): this {
    this.sorts.push({ property, ascending });
    return this;
  }
}

/** Starts a sort order: each method gives a new one. */
export const sort = <T>(): Sort<T> => ({
  byProperty: (property, ascending) => new Sorting<T>().byProperty(property, ascending),
  byId: (ascending) => new Sorting<T>().byId(ascending),
  byCreationTime: (ascending) => new Sorting<T>().byCreationTime(ascending),
  byUpdateTime: (ascending) => new Sorting<T>().byUpdateTime(ascending),
});
