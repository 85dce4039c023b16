// A collection as a tool and as a retriever, in the frameworks themselves.
import { RunnableLambda, RunnableSequence } from '@langchain/core/runnables';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { generateText, stepCountIs } from 'ai';
import { MockLanguageModelV3 } from 'ai/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import weavelet, { type Collection, type WeaviateClient } from 'weavelet';
import { asRetriever, asTool, mcpTool, offerToBrowser, ToolInputError } from 'weavelet/agents';

let client: WeaviateClient;
let recipes: Collection;
beforeAll(async () => {
  client = await weavelet.connectToLocal({ storage: 'memory' });
  await client.collections.create({
    name: 'Recipes',
    properties: [
      { name: 'text', dataType: 'text' },
      { name: 'cuisine', dataType: 'text', tokenization: 'field' },
      { name: 'minutes', dataType: 'int' },
      { name: 'added', dataType: 'date' },
    ],
  });
  recipes = client.collections.use('Recipes');
  await recipes.data.insertMany([
    { text: 'Miso soup with tofu', cuisine: 'Japanese', minutes: 10, added: new Date(0) },
    { text: 'Soup of lentils and cumin', cuisine: 'Turkish', minutes: 40, added: new Date(0) },
    { text: `Onion soup, ${'slowly '.repeat(100)}`, cuisine: 'French', minutes: 90, added: new Date(0) },
  ]);
});
afterAll(() => client.close());

const tool = () =>
  asTool(recipes, {
    description: 'Recipes of soups.',
    search: 'bm25',
    maxLimit: 10,
    maxCharacters: 60,
    filterBy: { cuisine: { type: 'string', enum: ['Japanese', 'Turkish', 'French'] }, minutes: { type: 'integer' } },
  });

describe('a tool', () => {
  it('is a name, a description, a JSON Schema and what it does', async () => {
    const { name, description, parameters, inputSchema, execute } = tool();
    expect([name, description]).toEqual(['search_recipes', 'Recipes of soups.']);
    expect(JSON.parse(JSON.stringify(inputSchema))).toEqual(parameters);
    expect(parameters).toMatchObject({ type: 'object', required: ['query'], additionalProperties: false });
    const { results } = await execute({ query: 'soup', limit: 2 });
    expect(results.length).toBe(2);
    expect(results[0]?.score).toBeGreaterThan(0);
    expect(results.map(({ properties }) => properties.added)).toEqual(Array(2).fill('1970-01-01T00:00:00.000Z'));
  });

  it('takes the conditions of the model and those of the program', async () => {
    const found = await tool().execute({ query: 'soup', where: { cuisine: 'Turkish', minutes: 40 } });
    expect(found.results.map(({ properties }) => properties.text)).toEqual(['Soup of lentils and cumin']);
    const filters = recipes.filter.byProperty('minutes').lessThan(50);
    const quick = asTool(recipes, {
      description: 'Quick ones.',
      search: 'bm25',
      options: { filters },
      filterBy: { cuisine: { type: 'string' } },
    });
    expect((await quick.execute({ query: 'soup', where: { cuisine: 'French' } })).results).toEqual([]);
    expect((await quick.execute({ query: 'soup' })).results.length).toBe(2);
  });

  it('cuts long texts', async () => {
    const { results } = await tool().execute({ query: 'onion' });
    expect(results[0]?.properties.text).toMatch(/^Onion soup, slowly .{41}…$/);
  });

  it.each([
    [{}, /query must be a text that is not empty, and is undefined/],
    [{ query: ' ' }, /query must be a text/],
    [{ query: 'soup', limit: 11 }, /limit must be a whole number from 1 to 10, and is 11/],
    [{ query: 'soup', where: { cuisine: 'Danish' } }, /where.cuisine must be one of \["Japanese",.*is "Danish"/],
    [{ query: 'soup', where: { minutes: 1.5 } }, /where.minutes must be a value of type integer, and is 1.5/],
    [{ query: 'soup', where: { stars: 3 } }, /where has no member "stars"; known are cuisine, minutes/],
    [{ query: 'soup', page: 2 }, /the input has no member "page"/],
    ['soup', /the input must be an object/],
  ])('refuses %j with what to mend', async (input, message) => {
    const refused = tool().execute(input);
    await expect(refused).rejects.toThrow(ToolInputError);
    await expect(refused).rejects.toThrow(message);
  });

  it('gives up when asked to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(tool().execute({ query: 'soup' }, { signal })).rejects.toThrow(/enough/);
  });

  it('has a name that models accept', () => {
    expect(() => asTool(recipes, { name: 'soup search', description: 'x' })).toThrow(/"soup search" must match/);
  });
});

describe('the AI SDK', () => {
  it('calls the tool that its model asks for', async () => {
    const usage = {
      inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 1, text: 1, reasoning: 0 },
    };
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'search', input: '{"query":"miso"}' } as const;
    const answers = [
      { content: [call], finishReason: { unified: 'tool-calls', raw: undefined }, usage, warnings: [] },
      {
        content: [{ type: 'text', text: 'Miso it is.' }],
        finishReason: { unified: 'stop', raw: undefined },
        usage,
        warnings: [],
      },
    ];
    const model = new MockLanguageModelV3({ doGenerate: async () => answers.shift() as never });
    const { text, steps } = await generateText({
      model,
      tools: { search: tool() },
      prompt: 'Which soup?',
      stopWhen: stepCountIs(2),
    });
    expect(text).toBe('Miso it is.');
    expect(steps[0]?.toolResults[0]?.output).toMatchObject({
      results: [{ properties: { text: 'Miso soup with tofu', cuisine: 'Japanese' } }],
    });
    expect(model.doGenerateCalls[0]?.tools?.[0]).toMatchObject({ name: 'search', inputSchema: tool().parameters });
  });
});

describe('MCP', () => {
  it('lists the tool and calls it', async () => {
    const { definition, call } = mcpTool(tool());
    const server = new Server({ name: 'recipes', version: '1.0.0' }, { capabilities: { tools: {} } });
    server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: [definition] }));
    server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => ({
      ...(await call(params.arguments, { signal })),
    }));
    const [here, there] = InMemoryTransport.createLinkedPair();
    const user = new Client({ name: 'user', version: '1.0.0' });
    await Promise.all([server.connect(there), user.connect(here)]);
    expect((await user.listTools()).tools[0]).toMatchObject(definition);
    const found = await user.callTool({ name: definition.name, arguments: { query: 'lentils' } });
    expect(found.structuredContent).toMatchObject({ results: [{ properties: { minutes: 40 } }] });
    const refused = await user.callTool({ name: definition.name, arguments: {} });
    expect(refused).toMatchObject({
      isError: true,
      content: [{ type: 'text', text: expect.stringMatching(/query must be/) }],
    });
    await user.close();
  });
});

describe('LangChain', () => {
  it('runs a retriever as a step of a chain', async () => {
    const retriever = asRetriever(recipes, { content: 'text', search: 'bm25', limit: 1 });
    const documents = await retriever.invoke('miso');
    expect(documents).toEqual([
      {
        id: expect.any(String),
        pageContent: 'Miso soup with tofu',
        metadata: { cuisine: 'Japanese', minutes: 10, added: new Date(0), score: expect.any(Number) },
      },
    ]);
    const chain = RunnableSequence.from<string, string>([
      retriever as never,
      RunnableLambda.from((found: typeof documents) => found.map(({ pageContent }) => pageContent).join()),
    ]);
    expect(await chain.invoke('lentils')).toBe('Soup of lentils and cumin');
    expect(await chain.batch(['miso', 'lentils'])).toEqual(['Miso soup with tofu', 'Soup of lentils and cumin']);
    const parts: string[] = [];
    for await (const part of await chain.stream('miso')) parts.push(part);
    expect(parts.join('')).toBe('Miso soup with tofu');
  });
});

describe('a browser without an agent', () => {
  it('is offered nothing', () => expect(offerToBrowser(tool())).resolves.toBeUndefined());
});
