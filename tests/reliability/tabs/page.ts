/** What the tabs harness calls in each tab. */
import { configure, connectToLocal, type WeaviateClient } from 'weavelet';
import { explain } from '../lib/failures.js';

const STORE = 'tabs';
const COLLECTION = 'Commits';
/** More than the commits of any run. */
const ALL = 10_000;

const post = (event: Record<string, string | number>): Promise<Response> =>
  fetch(`event?${new URLSearchParams(Object.entries(event).map(([name, value]) => [name, String(value)]))}`, {
    method: 'POST',
  });

let client: WeaviateClient | undefined;

const lifeOf = (tab: number) => `life of tab ${tab}`;

const tabsPage = {
  /** Holds a lock of its own until the tab ends: how fast the browser gives it to `outlive` is what a crash costs it. */
  async live(tab: number): Promise<void> {
    await new Promise((held) => {
      navigator.locks.request(lifeOf(tab), () => {
        held(undefined);
        return new Promise(() => undefined);
      });
    });
  },
  /** The time at which the browser lets go of the lock of a tab that crashed. */
  outlive: (tab: number): Promise<number> => navigator.locks.request(lifeOf(tab), () => Date.now()),
  async open(): Promise<void> {
    client = await connectToLocal({ storage: STORE });
  },
  async create(): Promise<void> {
    await client!.collections.create({ name: COLLECTION, vectorizers: configure.vectors.selfProvided() });
  },
  /** Commits `count` objects, one by one, and tells of each when it was begun. */
  async write(tab: number, count: number): Promise<void> {
    const { data } = client!.collections.use(COLLECTION);
    for (let n = 0; n < count; n++) {
      const begun = Date.now();
      try {
        await data.insert({ properties: { tab, n, note: `tab${tab} commit${n}` }, vectors: [tab, n, 1, 0] });
        await post({ tab, n, begun });
      } catch (error) {
        await post({ tab, n, error: explain(error) });
      }
    }
    await post({ tab, done: 1 });
  },
  async look(): Promise<string[]> {
    const { objects } = await client!.collections.use(COLLECTION).query.fetchObjects({ limit: ALL });
    return objects.map(({ properties: { tab, n } }) => `${tab}/${n}`);
  },
};
export type TabsPage = typeof tabsPage;
Object.assign(globalThis, { tabsPage });
