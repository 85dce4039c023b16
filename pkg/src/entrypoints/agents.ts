/**
 * Collections for language models: tools and retrievers. Depends on nothing, and works with Weaviate's own client too.
 * @module weavelet/agents
 */
export type { FilterField, FilterFields, JsonSchema, ToolInput } from '../agents/input.js';
export { ToolInputError } from '../agents/input.js';
export { type McpResult, type McpTool, mcpTool, offerToBrowser } from '../agents/mcp.js';
export { asRetriever, type RetrievedDocument, type Retriever, type RetrieverOptions } from '../agents/retriever.js';
export type { Searchable, SearchKind } from '../agents/searchable.js';
export type { ToolSchema } from '../agents/standard-schema.js';
export {
  asTool,
  type SearchTool,
  type ToolCall,
  type ToolOptions,
  type ToolResult,
} from '../agents/tool.js';
