import { WeaviateInvalidInputError } from '../errors.js';
import type { Collection } from '../types/collection.js';
import type { IncludeVector, IteratorOptions, ReturnVectors } from '../types/query.js';
import { backupOf } from './admin.js';
import { aggregate } from './aggregate.js';
import { config } from './config/config.js';
import { endOf, know, ownEnd } from './copy/ends.js';
import { data } from './data.js';
import { diagnose } from './diagnose.js';
import { filter } from './filter.js';
import { generate } from './generate.js';
import { Iterator } from './iterator.js';
import { metrics } from './metrics.js';
import { multiTargetVector } from './multi-target.js';
import { query } from './query.js';
import { capitalized, type Session, send } from './session.js';
import { sort } from './sort.js';
import { tenants } from './tenants.js';

/** Few programs copy: what it takes is loaded then. */
const copying = async () => (await import('./copy/copy.js')).copy;

/** Whether there is a collection of exactly this name; aliases do not count. */
export async function exists(session: Session, name: string): Promise<boolean> {
  return (await send(session, 'schema.list', {})).some((one) => one.class === name);
}

/** A handle on a collection: a name, and for a multi-tenant one a tenant. All its methods may be called without it. */
export function collection<T, N, V>(session: Session, name: N, tenant?: string): Collection<T, N, V> {
  if (typeof name !== 'string') {
    throw new WeaviateInvalidInputError(`The collection name must be a string, got: ${typeof name}`);
  }
  const upper = capitalized(name);
  const target = { session, collection: upper, tenant };
  const searches = query<T, V>(target);
  const counts = aggregate<T, V>(target);
  const handle: Collection<T, N, V> = {
    aggregate: counts,
    backup: backupOf(),
    config: config(target),
    data: data(target),
    filter: filter(),
    generate: generate(target),
    metrics: metrics(),
    multiTargetVector: multiTargetVector(),
    name,
    query: searches,
    sort: sort(),
    tenants: tenants(target),
    copyFrom: async (source, options) => (await copying())(endOf(source, upper), ownEnd(target, handle), options),
    copyTo: async (other, options) => (await copying())(ownEnd(target, handle), endOf(other, upper), options),
    diagnose: (options) => diagnose(target, options),
    exists: () => exists(session, upper),
    save: (options) => session.engine.save(upper, options),
    iterator: <I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(options?: IteratorOptions<T, I>) =>
      new Iterator<T, RV>(async (limit, after) => {
        const page = await searches.fetchObjects({ ...options, limit, after });
        return page.objects as Awaited<ReturnType<ConstructorParameters<typeof Iterator<T, RV>>[0]>>;
      }),
    length: async () => (await counts.overAll()).totalCount,
    withConsistency: () => collection(session, upper as N, tenant),
    withTenant: (of) => collection(session, upper as N, typeof of === 'string' ? of : of.name),
  };
  know(handle, target);
  return handle;
}
