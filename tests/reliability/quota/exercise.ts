/** Fills a store until it is full, and looks whether everything is as it should be then and after that. */
import type { WeaviateClient } from 'weavelet';
import { explain, reasonOf } from '../lib/failures.js';
import { Random } from '../lib/random.js';

const COLLECTION = 'Filled';
/** More objects than any store here has room for. */
const ALL = 10_000;
/** Characters of the smallest object that a store is filled with: after it there is no room for a delete either. */
const LEAST = 20;

/** How a full store gets room again. */
export type Remedy = 'more room' | 'deletes';

export type Options = {
  open(): Promise<WeaviateClient>;
  remedy: Remedy;
  /** Gives the store more room. */
  giveRoom(): Promise<void>;
  /** Characters of the objects that a store is filled with at first, and of the one after the remedy. */
  size: number;
};

/** Text that no medium can compress by much. */
function fillerOf(n: number, size: number): string {
  const random = new Random(n);
  let filler = '';
  while (filler.length < size) filler += random.int(2 ** 31).toString(36);
  return filler.slice(0, size);
}

const filled = (client: WeaviateClient) => client.collections.use(COLLECTION);

/** Says how the content differs from the objects of these numbers. */
async function differs(client: WeaviateClient, expected: ReadonlyMap<number, number>) {
  const { objects } = await filled(client).query.fetchObjects({ limit: ALL });
  const found = new Set(objects.map(({ properties }) => Number(properties.n)));
  const lost = [...expected.keys()].filter((n) => !found.has(n));
  if (lost.length > 0) return `${lost.length} of ${expected.size} objects are lost`;
  if (objects.length !== expected.size) return `${objects.length} objects instead of ${expected.size}`;
  const torn = objects.find(
    ({ properties: { n, filler } }) => filler !== fillerOf(Number(n), expected.get(Number(n))!),
  );
  if (torn) return `object ${torn.properties.n} is not what was written`;
  const wanted = [...expected.keys()].filter((n) => n % 7 === 1).length;
  const { objects: hits } = await filled(client).query.bm25('word1', { queryProperties: ['word'], limit: ALL });
  return hits.length === wanted ? undefined : `a search finds ${hits.length} objects instead of ${wanted}`;
}

/** Resolves to how many objects fitted. @throws with what is wrong. */
export async function exercise(options: Options): Promise<number> {
  const exercise = new Exercise(options);
  try {
    return await exercise.run();
  } finally {
    await exercise.close();
  }
}

class Exercise {
  readonly #options: Options;
  /** Characters of each object by its number. */
  readonly #held = new Map<number, number>();
  #client: WeaviateClient | undefined;
  #next = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  async run(): Promise<number> {
    const { remedy, giveRoom } = this.#options;
    let client = await this.#reopen();
    await client.collections.create({
      name: COLLECTION,
      properties: [
        { name: 'n', dataType: 'int' },
        { name: 'word', dataType: 'text' },
        { name: 'filler', dataType: 'text', indexSearchable: false, indexFilterable: false },
      ],
    });
    await this.#fill(client);
    const fitted = this.#held.size;
    await this.#check(client, 'full');
    client = await this.#reopen();
    await this.#check(client, 'full and opened again');
    if (remedy === 'deletes') await this.#deleteAll(client);
    else {
      await this.close();
      await giveRoom();
      client = await this.#reopen();
    }
    await this.#insert(client, this.#options.size).catch((error) => {
      throw new Error(`no write after ${remedy}: ${explain(error)}`);
    });
    await this.#check(client, `after ${remedy}`);
    await this.#check(await this.#reopen(), `after ${remedy} and opened again`);
    return fitted;
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.close();
  }

  async #reopen(): Promise<WeaviateClient> {
    await this.close();
    this.#client = await this.#options.open();
    return this.#client;
  }

  async #insert(client: WeaviateClient, size: number): Promise<void> {
    const n = this.#next++;
    const filler = fillerOf(n, size);
    await filled(client).data.insert({ n, word: `word${n % 7}`, filler });
    this.#held.set(n, size);
  }

  /** Inserts until nothing fits, not even a small object. */
  async #fill(client: WeaviateClient): Promise<void> {
    let size = this.#options.size;
    while (size >= LEAST) {
      try {
        await this.#insert(client, size);
      } catch (error) {
        if (reasonOf(error) !== 'quota') throw new Error(`a full store is not told as such: ${explain(error)}`);
        size = Math.floor(size / 5);
      }
    }
  }

  async #deleteAll(client: WeaviateClient): Promise<void> {
    const { data, filter, query } = filled(client);
    const [first] = (await query.fetchObjects({ limit: 1 })).objects;
    await data.deleteById(first!.uuid).catch((error) => {
      throw new Error(`no delete when full: ${explain(error)}`);
    });
    this.#held.delete(Number(first!.properties.n));
    await this.#check(client, 'after one delete');
    // Not a part of them: what stays is copied before its old place is free, and may need more room than there is.
    await data.deleteMany(filter.byProperty('n').greaterOrEqual(0));
    this.#held.clear();
  }

  async #check(client: WeaviateClient, when: string): Promise<void> {
    const wrong = await differs(client, this.#held);
    if (wrong) throw new Error(`${when}: ${wrong}`);
  }
}
