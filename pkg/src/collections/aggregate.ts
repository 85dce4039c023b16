import type { AggregateRequest, AggregateResult as Reply } from '../engine/protocol.js';
import { WeaviateDeserializationError } from '../errors.js';
import type { Aggregate, MetricsInput } from '../types/aggregate.js';
import type { FilterValue } from '../types/filters.js';
import type { Media, NearVectorInputType } from '../types/query.js';
import { filterNode, uncapitalized } from './filter.js';
import { toBase64FromMedia } from './media.js';
import { metricRequest } from './metrics.js';
import { type HybridInput, hybridRequest, nearRequest, nearVectorRequest } from './search-request.js';
import { input, place, send, type Target } from './session.js';

/** The options of any aggregation, its types erased: the public interface has them. */
type Options = Pick<
  HybridInput,
  'alpha' | 'maxVectorDistance' | 'queryProperties' | 'targetVector' | 'vector' | 'bm25Operator'
> & {
  filters?: FilterValue;
  returnMetrics?: MetricsInput<string> | MetricsInput<string>[];
  groupBy?: string | { property: string; limit?: number };
  objectLimit?: number;
  certainty?: number;
  distance?: number;
};
type Source = Pick<AggregateRequest, 'near' | 'hybrid'>;
type MakeSource = () => Source | Promise<Source>;

/** What is aggregated over, from the argument and the options. */
const SOURCES = {
  hybrid: (query: string, options: Options): Source => ({ hybrid: hybridRequest(query, options) }),
  nearImage: async (image: Media, options: Options): Promise<Source> => ({
    near: nearRequest({ media: { kind: 'image', data: await toBase64FromMedia(image) } }, options),
  }),
  nearObject: (object: string, options: Options): Source => ({ near: nearRequest({ object }, options) }),
  nearText: (concepts: string | string[], options: Options): Source => ({ near: nearRequest({ concepts }, options) }),
  nearVector: (vector: NearVectorInputType, options: Options): Source => ({ near: nearVectorRequest(vector, options) }),
};

const resultFrom = ({ totalCount, properties }: Reply) => ({ totalCount, properties });

/** Counts and statistics over a collection, or over what a search finds. */
export function aggregate<T, V>(target: Target): Aggregate<T, V> {
  const run = async (source: MakeSource, { filters, returnMetrics, groupBy, objectLimit }: Options) => {
    const over = await input(source);
    return send(target.session, 'aggregate', () => ({
      ...place(target),
      ...over,
      metrics: [returnMetrics ?? []].flat().map(metricRequest),
      filters: filters && filterNode(filters),
      groupBy: groupBy ? grouping(groupBy) : undefined,
      objectLimit,
    }));
  };
  const single = async (source: MakeSource, options: Options) => {
    const { result } = await run(source, { ...options, groupBy: undefined });
    if (!result) throw new WeaviateDeserializationError('No single result in aggregate response');
    return resultFrom(result);
  };
  const grouped = async (source: MakeSource, options: Options) => {
    const { groups } = await run(source, options);
    // A server leaves out an empty list, and Weaviate's client takes that for a broken reply.
    if (!groups?.length) throw new WeaviateDeserializationError('No grouped results in aggregate response');
    return groups.map(({ groupedBy, ...group }) => ({
      ...resultFrom(group),
      groupedBy: { prop: groupedBy.property, value: groupedBy.value },
    }));
  };
  const calls = (finish: typeof single | typeof grouped) => ({
    ...Object.fromEntries(
      Object.entries(SOURCES).map(([name, source]) => [
        name,
        async (about: never, options?: Options) => finish(() => source(about, options ?? {}), options ?? {}),
      ]),
    ),
    overAll: async (options?: Options) => finish(() => ({}), options ?? {}),
  });
  return { ...calls(single), groupBy: calls(grouped) } as unknown as Aggregate<T, V>;
}

const grouping = (groupBy: NonNullable<Options['groupBy']>) => {
  const { property, limit } = typeof groupBy === 'string' ? { property: groupBy } : { limit: undefined, ...groupBy };
  return { property: uncapitalized(property), limit };
};
