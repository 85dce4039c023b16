// Every recorded search again, explained: the parts add up to the scores that a server gave, and asking for them
// changes nothing else.
import { describe, expect, it } from 'vitest';
import type { Explanation, Highlights, ReturnMetadata } from 'weavelet';
import { differences, expectedCases, readCase } from '../conformance/files.js';
import type { Case } from '../conformance/replay.js';
import { replayed } from '../conformance/suite.js';
import { expectSums } from './sums.js';

const SEARCH = /^query\.(bm25|hybrid|near\w+)$/;

type Options = { returnMetadata?: string | string[] };
type Result = { objects: { metadata: ReturnMetadata; properties: Record<string, unknown> }[] };
type Search = (...args: unknown[]) => Promise<Result>;

/** The options with explanations and passages asked for as well. */
function explained(given: Options = {}): object {
  const { returnMetadata, ...options } = given;
  // refused, and so it should be
  if (Array.isArray(returnMetadata) && returnMetadata.length === 0) return given;
  const asked = returnMetadata === undefined ? [] : [returnMetadata].flat();
  return { ...options, returnMetadata: [...asked, 'explain'], explain: { matrix: true }, highlight: true };
}

function expectPassages(highlights: Highlights | undefined, properties: Record<string, unknown>): void {
  for (const [name, { snippet, offset, item, ranges }] of Object.entries(highlights ?? {})) {
    const value = properties[name];
    const text = item === undefined ? value : (value as string[] | undefined)?.[item];
    if (text !== undefined) expect((text as string).slice(offset, offset + snippet.length)).toBe(snippet);
    expect(ranges.length).toBeGreaterThan(0);
    for (const [start, end] of ranges) expect(snippet.slice(start, end)).not.toBe('');
  }
}

/** A module whose searches explain themselves, are checked, and then look as if nothing had been asked. */
function explaining(module: object, seen: () => void): object {
  const search = (own: Search, name: string) => {
    const at = name === 'nearMedia' ? 2 : 1;
    return async (...args: unknown[]) => {
      const asked = [...args];
      asked[at] = explained(args[at] as Options | undefined);
      const result = await own(...asked);
      for (const { metadata, properties } of result.objects) {
        const { explain, highlights } = metadata as { explain: Explanation; highlights?: Highlights };
        expectSums(explain, metadata);
        expectPassages(highlights, properties);
        seen();
        delete (metadata as Record<string, unknown>).explain;
        delete (metadata as Record<string, unknown>).highlights;
      }
      return result;
    };
  };
  const through = (target: object, change: Record<string, (own: never) => unknown>): object =>
    new Proxy(target, {
      get(owner, key: string) {
        const own = Reflect.get(owner, key);
        return change[key] ? change[key](own as never) : typeof own === 'function' ? own.bind(owner) : own;
      },
    });
  const handle = (own: object): object =>
    through(own, {
      query: (query: Record<string, Search>) => {
        const names = Object.keys(query).filter((name) => SEARCH.test(`query.${name}`));
        return { ...query, ...Object.fromEntries(names.map((name) => [name, search(query[name] as Search, name)])) };
      },
      withTenant: (withTenant: (tenant: string) => object) => (tenant: string) => handle(withTenant.call(own, tenant)),
    });
  const client = (own: { collections: object }) =>
    through(own, {
      collections: (collections: object) =>
        through(collections, { use: (use: (name: string) => object) => (name: string) => handle(use(name)) }),
    });
  const names = { ...(module as { default: object }).default, ...module } as Record<string, unknown>;
  const connect = names.connectToLocal as (options: object) => Promise<{ collections: object }>;
  return { ...names, connectToLocal: async (options: object) => client(await connect(options)) };
}

const searches = ({ steps }: Case) => steps.some(({ call }) => SEARCH.test(call));

let hits = 0;
for (const name of expectedCases().filter((name) => searches(readCase(name)))) {
  const recorded = readCase(name);
  const intended = differences(name);
  describe(name, () => {
    const load = async () => explaining(await import('weavelet'), () => hits++);
    const replay = replayed(recorded, load, { storage: 'memory' });
    it('explains every hit and changes none', async () => {
      const fails = [];
      for (const [index, step] of recorded.steps.entries()) {
        const { step: title, fail } = await replay().play(step, index);
        if (fail !== undefined && !intended.has(index)) fails.push(`${title}: ${fail}`);
      }
      expect(fails).toEqual([]);
    });
  });
}

it('has explained all there was', () => expect(hits).toBeGreaterThan(1500));
