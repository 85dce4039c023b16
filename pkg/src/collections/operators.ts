import { WeaviateInvalidInputError } from '../errors.js';
import type { PrimitiveVectorType } from '../types/fields.js';
import type { FilterValue } from '../types/filters.js';
import type {
  Bm25OperatorAnd,
  Bm25OperatorAndCross,
  Bm25OperatorOr,
  BoostOptions,
  DiversityConfig,
  ListOfVectors,
  MMR,
  NumericDecay,
  PropertyValue,
  TimeDecay,
} from '../types/query.js';

type Extent = Pick<BoostOptions, 'weight' | 'depth'>;

function boost(func: BoostOptions['conditions'][number]['func'], { weight, depth }: Extent = {}): BoostOptions {
  return { conditions: [{ weight, func }], weight, depth };
}

function decay<F extends Extent>(type: string, { weight, depth, ...func }: F): BoostOptions {
  return boost({ ...func, type } as never, { weight, depth });
}

/** Raises or lowers what a search found by other properties of the objects. */
// biome-ignore lint/complexity/noStaticOnlyClass: the name and the static methods are the interface.
export class Boost {
  /** Raises what matches a filter. */
  static filter(filter: FilterValue, args?: Extent): BoostOptions {
    return boost({ ...filter, type: 'filter' }, args);
  }

  /** Lowers the more, the farther a date is from `origin`. */
  static timeDecay(args: Omit<TimeDecay, 'type'> & Extent): BoostOptions {
    return decay('timeDecay', args);
  }

  /** Lowers the more, the farther a number is from `origin`. */
  static numericDecay(args: Omit<NumericDecay, 'type'> & Extent): BoostOptions {
    return decay('numericDecay', args);
  }

  /** Raises by the value of a number. */
  static numericProperty(args: Omit<PropertyValue, 'type'> & Extent): BoostOptions {
    return decay('propertyValue', args);
  }

  /** Several at once; the weight of each goes to its conditions, and only the whole has a depth. */
  static blend(boosts: BoostOptions[], options?: Extent): BoostOptions {
    const conditions = boosts.flatMap(({ depth, weight, conditions }) => {
      if (depth) throw new WeaviateInvalidInputError('A boost passed to Boost.blend() cannot set its own depth.');
      return conditions.map((condition) => ({ ...condition, weight: condition.weight || weight }));
    });
    return { ...options, conditions };
  }
}

/** How many of a keyword query's tokens an object must hold. */
// biome-ignore lint/complexity/noStaticOnlyClass: the name and the static methods are the interface.
export class Bm25Operator {
  /** All, in one property. */
  static and(): Bm25OperatorAnd {
    return { operator: 'And' };
  }

  /** All, in any of the properties. */
  static andCross(): Bm25OperatorAndCross {
    return { operator: 'AndCross' };
  }

  /** At least `minimumMatch`. */
  static or(opts: Omit<Bm25OperatorOr, 'operator'>): Bm25OperatorOr {
    return { ...opts, operator: 'Or' };
  }
}

/** Makes a result more diverse. */
// biome-ignore lint/complexity/noStaticOnlyClass: the name and the static methods are the interface.
export class Diversity {
  /** Maximal marginal relevance: `balance` from 0 (different) to 1 (relevant). */
  static mmr(args?: Omit<MMR, 'type'>): DiversityConfig {
    return { ...args, type: 'mmr' };
  }
}

/** Tells the kinds of diversity apart. */
// biome-ignore lint/complexity/noStaticOnlyClass: the name and the static methods are the interface.
export class DiversityGuards {
  static isMMR(diversity?: DiversityConfig): diversity is MMR {
    return diversity?.type === 'mmr';
  }
}

/** Builders for query vectors. */
export const queryFactory = {
  /** In Weaviate's client these two give nothing; pass the plain objects instead. */
  hybridVector: { nearText: (): void => {}, nearVector: (): void => {} },
  nearVector: {
    /** Several query vectors for one target. */
    listOfVectors: <V extends PrimitiveVectorType>(...vectors: V[]): ListOfVectors<V> => ({
      kind: 'listOfVectors',
      dimensionality: Array.isArray(vectors[0]?.[0]) ? '2D' : '1D',
      vectors,
    }),
  },
};
