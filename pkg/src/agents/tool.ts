/** A collection as a tool that a language model can call. */
import { checkInput, type FilterFields, inputSchema, type JsonSchema, type ToolInput } from './input.js';
import {
  closeness,
  type FoundObject,
  type Searchable,
  type SearchKind,
  type SearchOptions,
  search,
} from './searchable.js';
import { standardSchema, type ToolSchema } from './standard-schema.js';

export type ToolOptions = {
  /** Default: `search_` and the collection's name. Letters, digits, `_` and `-`, 64 at most, as models' makers ask for. */
  name?: string;
  /** What the model reads to decide whether to call it: say what is in the collection. */
  description: string;
  /** Default `hybrid`. `bm25` needs no vectorizer. */
  search?: SearchKind;
  /** How many results when the model says nothing. Default 5. */
  limit?: number;
  /** The most it may ask for. Default 20. */
  maxLimit?: number;
  /** Properties to give back. Default: all but blobs. */
  returnProperties?: string[];
  /** Properties that the model may ask a value of. */
  filterBy?: FilterFields;
  /** Longer texts in results are cut at so many characters. Default 2000. */
  maxCharacters?: number;
  /** Further options of the search, such as `filters`, `alpha` or `targetVector`. */
  options?: SearchOptions;
};

export type ToolResult = {
  results: { id: string; score?: number; distance?: number; properties: Record<string, unknown> }[];
};

/** What a tool is called with beside its input. */
export type ToolCall = { signal?: AbortSignal; abortSignal?: AbortSignal };

/**
 * A tool: name, description, JSON Schema of its input, and what it does. `parameters` and `inputSchema` are the same
 * schema: the AI SDK takes the second as a Standard Schema, model APIs the first as plain JSON.
 */
export interface SearchTool {
  name: string;
  description: string;
  parameters: JsonSchema;
  inputSchema: ToolSchema;
  /** @throws {ToolInputError} when the input does not fit the schema. */
  execute(input: unknown, call?: ToolCall): Promise<ToolResult>;
}

const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)}…` : text);

/** A property's value as JSON, its texts cut. */
function plain(value: unknown, maxCharacters: number): unknown {
  if (typeof value === 'string') return cut(value, maxCharacters);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((one) => plain(one, maxCharacters));
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
    return Object.fromEntries(members.map(([key, member]) => [key, plain(member, maxCharacters)]));
  }
  return value;
}

type Filter = { operator: string; filters?: Filter[]; target?: { property: string }; value: unknown };

/** The conditions of the model and of the program, all of them. */
function allOf(where: ToolInput['where'], own: unknown): Filter | undefined {
  const asked = Object.entries(where ?? {}).map(([property, value]) => ({
    operator: 'Equal',
    target: { property },
    value,
  }));
  const all: Filter[] = own ? [own as Filter, ...asked] : asked;
  return all.length > 1 ? { operator: 'And', filters: all, value: null } : all[0];
}

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/**
 * Makes a tool of a collection: for the AI SDK (`tools: { search: asTool(…) }`), for MCP and for pages
 * (see {@link mcpTool} and {@link offerToBrowser}), or for any model's API.
 */
export function asTool(collection: Searchable, options: ToolOptions): SearchTool {
  const {
    description,
    search: kind = 'hybrid',
    limit = 5,
    maxLimit = 20,
    filterBy = {},
    maxCharacters = 2000,
  } = options;
  const name = options.name ?? `search_${String(collection.name).toLowerCase()}`;
  if (!NAME.test(name)) throw new TypeError(`name: ${JSON.stringify(name)} must match ${NAME}`);
  if (!(limit >= 1 && limit <= maxLimit))
    throw new TypeError(`limit: ${limit} must be from 1 to maxLimit, ${maxLimit}`);
  const schema = inputSchema(maxLimit, filterBy);
  const check = (input: unknown) => checkInput(input, maxLimit, filterBy);
  const result = (found: FoundObject) => ({
    id: found.uuid,
    ...closeness(found, kind),
    properties: plain(found.properties, maxCharacters) as Record<string, unknown>,
  });
  return {
    name,
    description,
    parameters: schema,
    inputSchema: standardSchema(schema, check),
    async execute(input, { signal, abortSignal } = {}) {
      const { query, limit: asked, where } = check(input);
      const filters = allOf(where, options.options?.filters);
      const found = await search(
        collection,
        kind,
        query,
        { returnProperties: options.returnProperties, ...options.options, filters, limit: asked ?? limit },
        signal ?? abortSignal,
      );
      return { results: found.map(result) };
    },
  };
}
