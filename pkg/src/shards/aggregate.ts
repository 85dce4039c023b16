/** Aggregations over all shards: what can be made exactly of the figures of each. */
import type { AggregateReply, AggregateRequest, AggregateResult, MetricRequest } from '../engine/protocol.js';
import { unmergeable } from './unsupported.js';

/** Values and groups that are asked of a shard; where one has more, they cannot be merged. */
const MOST = 10_000;
/** Top values and groups where no limit is given, as a server has them. */
const TOP = 5;
const GROUPS = 100;

const INEXACT = ['median', 'mode'];

type Figures = Record<string, unknown>;
type Top = { value: string; occurs: number };

/** The request for each shard. @throws WeaviateUnsupportedFeatureError for what cannot be merged. */
export function widenAggregate(request: AggregateRequest): AggregateRequest {
  if (request.near || request.hybrid) throw unmergeable('aggregating over a search', 'its objects are of all shards');
  const metrics = request.metrics.map((metric): MetricRequest => {
    const inexact = metric.metrics.find((name) => INEXACT.includes(name));
    if (inexact) throw unmergeable(`the ${inexact} of ${metric.property}`, 'it takes all values together');
    const names = new Set(metric.metrics);
    if (names.has('mean')) for (const name of ['sum', 'count']) names.add(name);
    if (metric.kind === 'boolean') for (const name of ['totalTrue', 'totalFalse', 'count']) names.add(name);
    return { ...metric, metrics: [...names], limit: metric.kind === 'text' ? MOST : metric.limit };
  });
  return { ...request, metrics, groupBy: request.groupBy && { ...request.groupBy, limit: MOST } };
}

export function mergeAggregates(request: AggregateRequest, replies: AggregateReply[]): AggregateReply {
  const { groupBy, metrics } = request;
  if (!groupBy)
    return {
      result: mergeResults(
        metrics,
        replies.flatMap(({ result }) => result ?? []),
      ),
    };
  const groups = new Map<string, NonNullable<AggregateReply['groups']>>();
  for (const { groups: own = [] } of replies) {
    if (own.length >= MOST)
      throw unmergeable(`grouping by ${groupBy.property}`, `a shard has more than ${MOST} groups`);
    for (const group of own) {
      const key = JSON.stringify(group.groupedBy.value);
      groups.set(key, [...(groups.get(key) ?? []), group]);
    }
  }
  const merged = [...groups.values()].map((same) => ({
    ...mergeResults(metrics, same),
    groupedBy: same[0]!.groupedBy,
  }));
  merged.sort((a, b) => b.totalCount - a.totalCount);
  return { groups: merged.slice(0, groupBy.limit ?? GROUPS) };
}

function mergeResults(metrics: MetricRequest[], results: AggregateResult[]): AggregateResult {
  const properties: Record<string, Figures> = {};
  for (const metric of metrics) {
    const own = results.map((result) => result.properties[metric.property] ?? {});
    properties[metric.property] = mergeFigures(metric, own);
  }
  return { totalCount: results.reduce((sum, { totalCount }) => sum + totalCount, 0), properties };
}

const total = (list: Figures[], name: string) => list.reduce((sum, own) => sum + ((own[name] as number) ?? 0), 0);

function mergeFigures(metric: MetricRequest, list: Figures[]): Figures {
  const out: Figures = {};
  const given = (name: string) => list.flatMap((own) => (own[name] === undefined ? [] : [own[name]]));
  for (const name of new Set(list.flatMap(Object.keys))) {
    if (name === 'count' || name === 'sum' || name === 'totalTrue' || name === 'totalFalse')
      out[name] = total(list, name);
    else if (name === 'minimum') out[name] = given(name).reduce((a, b) => (before(b, a) ? b : a));
    else if (name === 'maximum') out[name] = given(name).reduce((a, b) => (before(a, b) ? b : a));
    else if (name === 'mean') out[name] = total(list, 'sum') / total(list, 'count');
    else if (name.startsWith('percentage'))
      out[name] = share(list, name === 'percentageTrue' ? 'totalTrue' : 'totalFalse');
    else if (name === 'topOccurrences') out[name] = mergeTops(metric, given(name) as Top[][]);
    else out[name] = given(name)[0];
  }
  // what was asked for only to make others of it
  for (const name of ['sum', 'count', 'totalTrue', 'totalFalse']) if (!metric.metrics.includes(name)) delete out[name];
  return out;
}

function share(list: Figures[], name: string): number {
  const all = total(list, 'totalTrue') + total(list, 'totalFalse');
  return all === 0 ? 0 : total(list, name) / all;
}

/** Dates are compared as instants. */
function before(a: unknown, b: unknown): boolean {
  return typeof a === 'string' ? Date.parse(a) < Date.parse(b as string) : (a as number) < (b as number);
}

function mergeTops({ property, limit = TOP }: MetricRequest, lists: Top[][]): Top[] {
  const counts = new Map<string, number>();
  for (const list of lists) {
    if (list.length >= MOST) throw unmergeable(`the top of ${property}`, `a shard has more than ${MOST} values`);
    for (const { value, occurs } of list) counts.set(value, (counts.get(value) ?? 0) + occurs);
  }
  const all = [...counts].map(([value, occurs]) => ({ value, occurs }));
  return all.sort((a, b) => b.occurs - a.occurs || (a.value < b.value ? -1 : 1)).slice(0, limit);
}
