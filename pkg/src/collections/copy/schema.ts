/** Brings the schema of a copy's target in line with the source's. */
import { WeaviateInvalidInputError } from '../../errors.js';
import type { PropertyConfig, ReferenceConfig } from '../../types/config.js';
import type { CopyFailure } from '../../types/copy.js';
import { capitalized } from '../session.js';
import type { End, Wanted } from './ends.js';
import { refusalOf } from './refusal.js';

/** A reference property, and the collections it leads to by their names at both ends. */
export type ReferencePlan = { name: string; targets: { source: string; target: string }[] };

/** What is copied of each object, and how. */
export type Plan = {
  properties: PropertyConfig[];
  references: ReferencePlan[];
  /** The collection has the one vector without a name. */
  unnamedVector: boolean;
  /** Whether each end is multi-tenant. */
  tenants: { source: boolean; target: boolean };
};

/** Makes what the target lacks. Properties that it refuses are reported and left out. */
export async function matchSchemas(source: End, target: End, failed: CopyFailure[]): Promise<Plan> {
  if (!(await source.handle.exists())) {
    throw new WeaviateInvalidInputError(`copy: there is no collection ${source.handle.name} to copy`);
  }
  if (!(await target.handle.exists())) await createLike(source, target);
  const [from, to] = await Promise.all([source.handle.config.get(), target.handle.config.get()]);
  for (const name of Object.keys(from.vectorizers)) {
    if (name in to.vectorizers) continue;
    throw new WeaviateInvalidInputError(`copy: the collection ${to.name} has no vector ${name}: add it, then copy`);
  }
  const attempt = async <P extends { name: string }>(items: P[], there: P[], add: (item: P) => Promise<unknown>) => {
    const made: P[] = [];
    for (const item of items) {
      try {
        if (!there.some(({ name }) => name === item.name)) await add(item);
        made.push(item);
      } catch (error) {
        failed.push({ property: item.name, reason: refusalOf(error) });
      }
    }
    return made;
  };
  const copyable = from.properties.filter(({ name, dataType }) => {
    if (dataType !== 'blobHash') return true;
    failed.push({ property: name, reason: 'only the hash of its value is stored: the value cannot be copied' });
    return false;
  });
  const renamed = (name: string) => (name === from.name ? to.name : name);
  const { addProperty, addReference } = target.handle.config;
  const properties = await attempt(copyable, to.properties, (one) => addProperty(propertyToAdd(one)));
  const references = await attempt(from.references, to.references, (one) => addReference(referenceToAdd(one, renamed)));
  return {
    properties,
    references: references.map(({ name, targetCollections }) => ({
      name,
      targets: targetCollections.map((one) => ({ source: one, target: renamed(one) })),
    })),
    unnamedVector: await hasUnnamedVector(target.own ? target : source),
    tenants: { source: from.multiTenancy.enabled, target: to.multiTenancy.enabled },
  };
}

/** Makes the collection without references: these may lead to collections that are not there yet. */
async function createLike(source: End, target: End): Promise<void> {
  if (!source.schema || !target.create) {
    const [which, why] = source.schema ? ['target', 'make the collection'] : ['source', 'tell the whole schema'];
    throw new WeaviateInvalidInputError(
      `copy: the target has no collection ${target.handle.name}, and a handle cannot ${why}: give the \`collections\` of the ${which}'s client instead of one of them`,
    );
  }
  const { shardingConfig, ...schema } = await source.schema();
  const isReference = (dataType: string[] | undefined) => /^\p{Lu}/u.test(dataType?.[0] ?? '');
  await target.create({
    ...schema,
    class: capitalized(target.handle.name),
    properties: schema.properties?.filter(({ dataType }) => !isReference(dataType)),
    // a server refuses both
    ...(schema.multiTenancyConfig?.enabled ? {} : { shardingConfig }),
  });
}

const hasUnnamedVector = async ({ schema }: End) => (await schema?.())?.vectorConfig === undefined;

/** A property as it is shown, in the form in which it is added. */
function propertyToAdd(property: PropertyConfig): object {
  const { vectorizerConfig, indexInverted, tokenization, nestedProperties, ...rest } = property;
  return {
    ...rest,
    tokenization: tokenization === 'none' ? undefined : tokenization,
    nestedProperties: nestedProperties?.map(propertyToAdd),
  };
}

function referenceToAdd({ targetCollections, ...rest }: ReferenceConfig, renamed: (name: string) => string) {
  const targets = targetCollections.map(renamed);
  return targets.length === 1 ? { ...rest, targetCollection: targets[0] } : { ...rest, targetCollections: targets };
}

/** The properties as a read asks for them: blobs come only by name, nested ones only with theirs. */
export const wanted = (properties: PropertyConfig[]): Wanted[] =>
  properties.map(({ name, nestedProperties }) =>
    nestedProperties?.length ? { name, properties: wanted(nestedProperties) } : name,
  );
