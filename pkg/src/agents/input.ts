/** What a model may say to a search tool: its JSON Schema, and the check of what it said. */

/** A property that the model may ask for: objects whose property equals the given value. */
export type FilterField = { type: 'string' | 'number' | 'integer' | 'boolean'; description?: string; enum?: unknown[] };
export type FilterFields = Record<string, FilterField>;

export type ToolInput = { query: string; limit?: number; where?: Record<string, string | number | boolean> };

/** A JSON Schema of an object. */
export type JsonSchema = {
  type: 'object';
  properties: Record<string, Record<string, unknown>>;
  required: string[];
  additionalProperties: false;
};

/** What a model said does not fit the tool's schema. The message is for the model: it names what to mend. */
export class ToolInputError extends TypeError {
  override readonly name = 'ToolInputError';
}

export function inputSchema(maxLimit: number, fields: FilterFields): JsonSchema {
  const properties: JsonSchema['properties'] = {
    query: { type: 'string', minLength: 1, description: 'What to look for, in words.' },
    limit: { type: 'integer', minimum: 1, maximum: maxLimit, description: 'How many results to give at most.' },
  };
  if (Object.keys(fields).length > 0) {
    properties.where = {
      type: 'object',
      properties: fields,
      additionalProperties: false,
      description: 'Only results whose properties equal these values.',
    };
  }
  return { type: 'object', properties, required: ['query'], additionalProperties: false };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checkKeys(value: Record<string, unknown>, known: string[], place: string): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new ToolInputError(`${place} has no member ${JSON.stringify(unknown)}; known are ${known.join(', ')}`);
  }
}

function fits(value: unknown, { type, enum: values }: FilterField): boolean {
  if (values && !values.includes(value)) return false;
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type && (type !== 'number' || Number.isFinite(value));
}

/** Checks what a model said. @throws {ToolInputError} */
export function checkInput(given: unknown, maxLimit: number, fields: FilterFields): ToolInput {
  if (!isObject(given)) throw new ToolInputError('the input must be an object with the member "query"');
  const names = Object.keys(fields);
  checkKeys(given, names.length ? ['query', 'limit', 'where'] : ['query', 'limit'], 'the input');
  const { query, limit, where } = given;
  if (typeof query !== 'string' || query.trim() === '') {
    throw new ToolInputError(`query must be a text that is not empty, and is ${JSON.stringify(query)}`);
  }
  if (limit !== undefined && !(Number.isInteger(limit) && (limit as number) >= 1 && (limit as number) <= maxLimit)) {
    throw new ToolInputError(`limit must be a whole number from 1 to ${maxLimit}, and is ${JSON.stringify(limit)}`);
  }
  if (where === undefined) return { query, limit: limit as number | undefined };
  if (!isObject(where)) throw new ToolInputError(`where must be an object, and is ${JSON.stringify(where)}`);
  checkKeys(where, names, 'where');
  for (const [name, value] of Object.entries(where)) {
    const field = fields[name] as FilterField;
    if (fits(value, field)) continue;
    const wanted = field.enum ? `one of ${JSON.stringify(field.enum)}` : `a value of type ${field.type}`;
    throw new ToolInputError(`where.${name} must be ${wanted}, and is ${JSON.stringify(value)}`);
  }
  return { query, limit: limit as number | undefined, where: where as ToolInput['where'] };
}
