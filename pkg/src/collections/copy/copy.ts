/** Copies a collection from one client's into another's: schema, objects, vectors, references, tenant by tenant. */
import { WeaviateCopyError, WeaviateInvalidInputError } from '../../errors.js';
import type { CopyOptions, CopyResult } from '../../types/copy.js';
import type { End, Handle } from './ends.js';
import { copyObjects } from './objects.js';
import { copyReferences } from './references.js';
import { matchSchemas, type Plan } from './schema.js';
import { Walk } from './walk.js';

/**
 * Makes the target hold what the source holds. What is there already, the same, is not written again, so that a copy
 * that failed half-way goes on where it was, and a second one changes nothing. Nothing is deleted in the target.
 */
export async function copy(source: End, target: End, options: CopyOptions = {}): Promise<CopyResult> {
  options.signal?.throwIfAborted();
  const result: CopyResult = { copied: 0, skipped: 0, references: 0, failed: [] };
  const plan = await matchSchemas(source, target, result.failed);
  for await (const { from, to, tenant } of placesOf(source, target, plan, result)) {
    const walk = new Walk(result, options, tenant);
    await copyObjects(from, to, target.own, plan, walk);
    await copyReferences(from, to, plan.references, walk);
  }
  if (result.failed.length > 0 && options.onFailed !== 'return') throw new WeaviateCopyError(result);
  return result;
}

type Place = { from: Handle; to: Handle; tenant?: string };

/** What is copied into what: the collection as it is, the tenant of a handle that has one, or each tenant in turn. */
async function* placesOf(source: End, target: End, { tenants }: Plan, result: CopyResult): AsyncGenerator<Place> {
  const at = (end: End, isMulti: boolean, tenant: string) => (isMulti ? end.handle.withTenant(tenant) : end.handle);
  const chosen = source.tenant ?? target.tenant;
  if (!tenants.source && !tenants.target) {
    yield { from: source.handle, to: target.handle };
    return;
  }
  if (chosen === undefined && !(tenants.source && tenants.target)) {
    const [which, other] = tenants.source ? ['source', 'target'] : ['target', 'source'];
    throw new WeaviateInvalidInputError(
      `copy: the ${which} is multi-tenant and the ${other} is not: name the tenant with withTenant`,
    );
  }
  const known = tenants.target ? await target.handle.tenants.get() : {};
  const all = chosen === undefined ? Object.values(await source.handle.tenants.get()) : [];
  const pairs =
    chosen === undefined
      ? all.map(({ name, activityStatus }) => ({ from: name, to: name, activityStatus }))
      : [{ from: source.tenant ?? chosen, to: target.tenant ?? chosen, activityStatus: 'ACTIVE' }];
  for (const { from, to, activityStatus } of pairs) {
    if (activityStatus !== 'ACTIVE') {
      result.failed.push({
        tenant: from,
        reason: `the tenant is ${activityStatus} in the source: activate it to copy`,
      });
      continue;
    }
    if (tenants.target && !(to in known)) await target.handle.tenants.create([{ name: to }]);
    yield { from: at(source, tenants.source, from), to: at(target, tenants.target, to), tenant: from };
  }
}
