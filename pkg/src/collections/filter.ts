import type { FilterNode, Json, FilterTarget as TargetNode } from '../engine/protocol.js';
import { WeaviateInvalidInputError } from '../errors.js';
import type { Properties } from '../types/fields.js';
import type {
  Filter,
  FilterByCount,
  FilterById,
  FilterByProperty,
  FilterByTime,
  FilterTarget,
  FilterValue,
  Operator,
} from '../types/filters.js';

/** Combines filters; each takes any number, also of combined ones. */
// biome-ignore lint/complexity/noStaticOnlyClass: the name and the static methods are the interface.
export class Filters {
  /** All of them hold. */
  static and(...filters: FilterValue[]): FilterValue<null> {
    return { operator: 'And', filters, value: null };
  }

  /** At least one of them holds. */
  static or(...filters: FilterValue[]): FilterValue<null> {
    return { operator: 'Or', filters, value: null };
  }

  /** It does not hold. */
  static not(filter: FilterValue): FilterValue<null> {
    return { operator: 'Not', filters: [filter], value: null };
  }
}

/** Every operator by the name of its method. */
const OPERATORS = {
  equal: 'Equal',
  notEqual: 'NotEqual',
  lessThan: 'LessThan',
  lessOrEqual: 'LessThanEqual',
  greaterThan: 'GreaterThan',
  greaterOrEqual: 'GreaterThanEqual',
  like: 'Like',
  isNull: 'IsNull',
  containsAny: 'ContainsAny',
  containsAll: 'ContainsAll',
  containsNone: 'ContainsNone',
  withinGeoRange: 'WithinGeoRange',
} as const satisfies Record<string, Operator>;
type Method = keyof typeof OPERATORS;

const COMPARISONS: Method[] = ['equal', 'notEqual', 'lessThan', 'lessOrEqual', 'greaterThan', 'greaterOrEqual'];

/** An object with one method per operator, each of which makes a condition on `target`. */
function conditions<F>(target: FilterTarget, methods: Method[], prepare = (value: unknown) => value): F {
  return Object.fromEntries(
    methods.map((method) => [
      method,
      (value: unknown) => ({ operator: OPERATORS[method], target, value: prepare(value) }),
    ]),
  ) as F;
}

const dateText = (value: unknown) => (value instanceof Date ? isoDate(value) : value);
const datesText = (value: unknown) => (Array.isArray(value) ? value.map(dateText) : dateText(value));

/** Builds filters; `wrap` puts what a condition looks at behind the references followed so far. */
export function filter<T = Properties>(wrap = (target: FilterTarget) => target): Filter<T> {
  const time = (property: string) =>
    conditions<FilterByTime>(wrap({ property }), [...COMPARISONS, 'containsAny'], datesText);
  return {
    byProperty: (name: string, length = false) =>
      conditions<FilterByProperty<never>>(
        wrap({ property: length ? `len(${name})` : name }),
        Object.keys(OPERATORS) as Method[],
      ),
    byRef: (on: string) => filter((target) => wrap({ singleTarget: { on, target } })),
    byRefMultiTarget: (on: string, targetCollection: string) =>
      filter((target) => wrap({ multiTarget: { on, targetCollection, target } })),
    byRefCount: (on: string) => conditions<FilterByCount>(wrap({ count: { on } }), COMPARISONS),
    byId: () => conditions<FilterById>(wrap({ property: '_id' }), ['equal', 'notEqual', 'containsAny']),
    byCreationTime: () => time('_creationTimeUnix'),
    byUpdateTime: () => time('_lastUpdateTimeUnix'),
  } as Filter<T>;
}

/** A date as text; one that is none is refused here, where it can still be named. */
export function isoDate(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new WeaviateInvalidInputError('a date is invalid');
  return date.toISOString();
}

/** Property names start with a small letter; reads correct the first one, also inside `len(…)`. */
export const uncapitalized = (name: string) =>
  name.replace(/^(len\()?(\p{Lu})/u, (_, length: string | undefined, letter: string) => {
    return (length ?? '') + letter.toLowerCase();
  });

/** A filter as the engine takes it. */
export function filterNode(filter: FilterValue): FilterNode {
  if (typeof filter !== 'object' || filter === null) {
    throw new WeaviateInvalidInputError(
      `a filter must be made by \`collection.filter\` or \`Filters\`, got: ${filter}`,
    );
  }
  const { operator, filters, target, value } = filter;
  if (operator === 'And' || operator === 'Or' || operator === 'Not') {
    return { operator, filters: (filters ?? []).map(filterNode) };
  }
  return { operator, target: target && targetNode(target), value: datesText(value) as Json };
}

function targetNode({ property, singleTarget, multiTarget, count }: FilterTarget): TargetNode {
  if (singleTarget?.target) {
    return { single: { on: uncapitalized(singleTarget.on), target: targetNode(singleTarget.target) } };
  }
  if (multiTarget?.target) {
    const { on, targetCollection, target } = multiTarget;
    return { multi: { on: uncapitalized(on), collection: targetCollection, target: targetNode(target) } };
  }
  if (count) return { count: { on: uncapitalized(count.on) } };
  if (property === undefined) throw new WeaviateInvalidInputError('Invalid target reference');
  return { property: uncapitalized(property) };
}
