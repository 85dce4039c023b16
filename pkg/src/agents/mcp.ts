/** Tools in the shapes of the Model Context Protocol: for its servers, and for pages that offer tools to a browser's agent. */
import { ToolInputError } from './input.js';
import type { SearchTool, ToolCall, ToolResult } from './tool.js';

/** What MCP's `tools/call` replies. */
export type McpResult = {
  content: { type: 'text'; text: string }[];
  structuredContent?: ToolResult;
  isError?: boolean;
};

/** A tool as MCP's `tools/list` gives it, and what `tools/call` calls. */
export interface McpTool {
  definition: {
    name: string;
    description: string;
    inputSchema: SearchTool['parameters'];
    annotations: { readOnlyHint: true; openWorldHint: false };
  };
  call(input: unknown, call?: ToolCall): Promise<McpResult>;
}

/** A tool for an MCP server. What the model got wrong is a result that says so; other failures reject. */
export function mcpTool(tool: SearchTool): McpTool {
  const { name, description, parameters: inputSchema } = tool;
  return {
    definition: { name, description, inputSchema, annotations: { readOnlyHint: true, openWorldHint: false } },
    async call(input, call) {
      try {
        const structuredContent = await tool.execute(input, call);
        return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
      } catch (error) {
        if (!(error instanceof ToolInputError)) throw error;
        return { content: [{ type: 'text', text: error.message }], isError: true };
      }
    },
  };
}

type ModelContext = {
  registerTool(tool: object, options: { signal: AbortSignal }): unknown;
  /** In its first drafts, which know no signal. */
  unregisterTool?(name: string): void;
};

/** WebMCP of this page: drafts had it in the navigator before it moved to the document. */
function modelContext(): ModelContext | undefined {
  type Place = { modelContext?: ModelContext } | undefined;
  const { document, navigator: earlier } = globalThis as { document?: Place; navigator?: Place };
  return document?.modelContext ?? earlier?.modelContext;
}

/**
 * Offers a tool to the agent of the browser (WebMCP), where it has one. Rejects with the browser's reason when it does
 * not take it, such as a second tool of that name.
 * @returns what takes the offer back; undefined where the browser has no such thing.
 */
export async function offerToBrowser(tool: SearchTool): Promise<(() => void) | undefined> {
  const context = modelContext();
  if (!context) return undefined;
  const { definition, call } = mcpTool(tool);
  const offer = new AbortController();
  await context.registerTool({ ...definition, execute: call }, { signal: offer.signal });
  return () => {
    offer.abort();
    context.unregisterTool?.(tool.name);
  };
}
