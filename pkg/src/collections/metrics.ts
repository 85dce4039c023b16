import type { MetricRequest } from '../engine/protocol.js';
import type {
  BooleanKeys,
  DateKeys,
  Metrics,
  MetricsBoolean,
  MetricsBuilder,
  MetricsDate,
  MetricsInput,
  MetricsInteger,
  MetricsNumber,
  MetricsText,
  NumberKeys,
  PropertyOf,
} from '../types/aggregate.js';
import { uncapitalized } from './filter.js';

const BOOLEAN: BooleanKeys[] = ['count', 'percentageFalse', 'percentageTrue', 'totalFalse', 'totalTrue'];
const DATE: DateKeys[] = ['count', 'maximum', 'median', 'minimum', 'mode'];
const NUMBER: NumberKeys[] = ['count', 'maximum', 'mean', 'median', 'minimum', 'mode', 'sum'];
const TEXT: ('count' | 'topOccurrencesOccurs' | 'topOccurrencesValue')[] = [
  'count',
  'topOccurrencesOccurs',
  'topOccurrencesValue',
];

/** Says which numbers to make of one property; without a list, all of that kind. */
export class MetricsManager<T, P extends PropertyOf<T>> implements MetricsBuilder<P> {
  readonly #property: P;

  constructor(property: P) {
    this.#property = property;
  }

  #chosen<K extends string, N extends string>(kind: N, metrics: K[] | undefined, all: K[]) {
    const chosen = Object.fromEntries((metrics?.length ? metrics : all).map((key) => [key, true]));
    return { ...(chosen as { [key in K]?: boolean }), kind, propertyName: this.#property };
  }

  boolean(metrics?: BooleanKeys[]): MetricsBoolean<P> {
    return this.#chosen('boolean', metrics, BOOLEAN);
  }

  date(metrics?: DateKeys[]): MetricsDate<P> {
    return this.#chosen('date', metrics, DATE);
  }

  integer(metrics?: NumberKeys[]): MetricsInteger<P> {
    return this.#chosen('integer', metrics, NUMBER);
  }

  number(metrics?: NumberKeys[]): MetricsNumber<P> {
    return this.#chosen('number', metrics, NUMBER);
  }

  /** @param limit how many of the top occurrences. */
  text(metrics?: typeof TEXT, limit?: number): MetricsText<P> {
    const chosen = metrics?.length ? metrics : TEXT;
    const [occurs, value] = [chosen.includes('topOccurrencesOccurs'), chosen.includes('topOccurrencesValue')];
    return {
      count: chosen.includes('count'),
      topOccurrences: occurs || value ? { occurs, value } : undefined,
      minOccurrences: limit,
      kind: 'text',
      propertyName: this.#property,
    };
  }
}

/** Starts the metrics of a property. */
export const metrics = <T>(): Metrics<T> & {
  aggregate: <P extends PropertyOf<T>>(property: P) => MetricsManager<T, P>;
} => ({
  aggregate: <P extends PropertyOf<T>>(property: P) => new MetricsManager<T, P>(property),
});

/** Metrics as the engine takes them. Of a text, the count always comes along. */
export function metricRequest({ kind, propertyName, ...chosen }: MetricsInput<string>): MetricRequest {
  const { minOccurrences, ...flags } = chosen as Omit<MetricsText<string>, 'kind' | 'propertyName'>;
  const names = Object.entries(flags).flatMap(([name, wanted]) =>
    wanted || (kind === 'text' && name === 'count') ? [name] : [],
  );
  return { property: uncapitalized(propertyName), kind, metrics: names, limit: minOccurrences };
}
