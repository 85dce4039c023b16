/** Brings the schema of an object's engine in line with the catalog's. */
import type { Engine } from '../engine/engine.js';
import type { JsonObject } from '../engine/protocol.js';

/** The flags of a property that `dropInvertedIndex` takes away, by the names of the indexes. */
const INDEXES = { indexFilterable: 'filterable', indexSearchable: 'searchable', indexRangeFilters: 'rangeFilters' };

const propertiesOf = (schema: JsonObject) => (schema.properties ?? []) as JsonObject[];

/** Makes the collection, or changes it to be as the catalog has it. */
export async function applySchema(engine: Engine, schema: JsonObject): Promise<void> {
  const collection = schema.class as string;
  const here = await engine.call('schema.get', { collection });
  const { shardingConfig, ...rest } = schema;
  const isMultiTenant = (schema.multiTenancyConfig as JsonObject | undefined)?.enabled === true;
  // a server refuses both
  const whole = isMultiTenant ? rest : { ...rest, shardingConfig };
  if (!here) {
    await engine.call('schema.create', { class: whole });
    return;
  }
  for (const property of propertiesOf(schema)) {
    const own = propertiesOf(here).find(({ name }) => name === property.name);
    if (!own) {
      await engine.call('schema.addProperty', { collection, property });
      continue;
    }
    for (const [flag, index] of Object.entries(INDEXES)) {
      if (!own[flag] || property[flag] !== false) continue;
      await engine.call('schema.dropIndex', { collection, property: property.name as string, index });
    }
  }
  await engine.call('schema.update', { collection, class: schema });
}
