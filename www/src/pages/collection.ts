/** The pages as a collection of the page's own client: made when the panel is opened first. */
import { type Collection, configure, dataType, type Explanation, generateUuid5 } from 'weavelet';
import type { Encoded } from '../app/encoder.js';
import { client } from '../app/engine.js';
import { loadPages, type Page, type PageQuery, type Placed } from './pages-data.js';

export type PageHit = { page: Page; score: number; explanation: Explanation | undefined };
export type Pages = {
  queries: PageQuery[];
  pages: Page[];
  search(query: Encoded): Promise<{ hits: PageHit[]; ms: number }>;
};

const TARGET = 'tokens';
let opened: Promise<Pages> | undefined;

export function pages(): Promise<Pages> {
  opened ??= loadPages(new URL('./pages/', document.baseURI)).then(async ({ pages: list, queries }) => ({
    queries,
    ...(await collectionOf('Pages', list)),
  }));
  return opened;
}

/** Pages by vectors of any kind, in boxes or in a grid. */
export async function collectionOf(name: string, list: Page[]): Promise<Omit<Pages, 'queries'>> {
  const { collections } = await client();
  await collections.delete(name);
  const collection: Collection<{ page: string }> = await collections.create<{ page: string }>({
    name,
    properties: [{ name: 'page', dataType: dataType.TEXT, indexSearchable: false }],
    vectorizers: [configure.multiVectors.selfProvided({ name: TARGET })],
  });
  const { hasErrors, errors } = await collection.data.insertMany(
    list.map(({ id, multiVector }) => ({
      id: generateUuid5(id),
      properties: { page: id },
      vectors: { [TARGET]: multiVector satisfies Placed } as never,
    })),
  );
  if (hasErrors) throw new Error(Object.values(errors)[0]?.message);
  const byId = new Map(list.map((page) => [page.id, page]));
  return {
    pages: list,
    async search(query) {
      const started = performance.now();
      const { objects } = await collection.query.nearVector(query, {
        targetVector: TARGET,
        limit: list.length,
        returnMetadata: ['distance', 'explain'],
        explain: { matrix: true },
      });
      const ms = performance.now() - started;
      const hits = objects.flatMap(({ properties, metadata }) => {
        const page = byId.get(String(properties.page));
        return page ? [{ page, score: -(metadata?.distance ?? 0), explanation: metadata?.explain }] : [];
      });
      return { hits, ms };
    },
  };
}
