/** What the tests of tools call in the page. */
import { connectToLocal } from 'weavelet';
import { asTool, offerToBrowser } from 'weavelet/agents';

/** The part of WebMCP that an agent uses, as Chromium has it. */
type Agent = {
  getTools(): Promise<{ name: string; inputSchema: object }[]>;
  executeTool(tool: object, input: object, options?: { signal: AbortSignal }): Promise<string>;
};
const agent = (): Agent => (document as unknown as { modelContext: Agent }).modelContext;

let takeBack: (() => void) | undefined;

const agentsPage = {
  /** Offers a search of two notes. */
  async offer(): Promise<string> {
    const client = await connectToLocal({ storage: 'memory' });
    const notes = await client.collections.create({ name: 'Notes', properties: [{ name: 'text', dataType: 'text' }] });
    await notes.data.insertMany([{ text: 'Low tide at noon' }, { text: 'Soup' }]);
    try {
      const taken = await offerToBrowser(asTool(notes, { description: 'Notes.', search: 'bm25' }));
      takeBack ??= taken;
      return taken ? 'taken' : 'nobody there';
    } catch (error) {
      return (error as Error).message;
    }
  },
  tools: async () => (await agent().getTools()).map(({ name }) => name),
  /** Runs the first tool, as an agent does; its result as text. */
  async run(input: object, aborted = false): Promise<string> {
    const [tool] = await agent().getTools();
    const signal = aborted ? AbortSignal.abort() : new AbortController().signal;
    return agent()
      .executeTool(tool!, input, { signal })
      .catch((error: Error) => error.name);
  },
  takeBack: () => takeBack?.(),
};
export type AgentsPage = typeof agentsPage;
Object.assign(globalThis, { agentsPage });
