/** What the tests of index files call in the page. */
import { IndexFileStorage, type Progress } from '../../pkg/src/storage/index-file.js';
import { contract } from '../storage/contract.js';
import { written } from '../storage/index-files.js';
import { PublishedStorage } from '../storage/published.js';

/** The sizes of values, null for one that is absent. */
type Read = { sizes: (number | null)[]; progress: Progress | undefined };

const chosen = (): File => document.querySelector('input')!.files![0]!;

const sourcePage = {
  runCase: (index: number) =>
    contract[index]!.run({
      adapter: () =>
        new PublishedStorage(
          async (store) => new IndexFileStorage(new Blob([(await written(store)) as Uint8Array<ArrayBuffer>])),
        ),
      persistent: false,
    }),
  /** Reads these keys of the file at an address, or of the one that was chosen. */
  async read(address: string | undefined, keys: string[]): Promise<Read> {
    let progress: Progress | undefined;
    const onProgress = (at: Progress) => {
      progress = at;
    };
    const store = new IndexFileStorage(address ?? chosen(), { onProgress });
    await store.open();
    const sizes: Read['sizes'] = [];
    for await (const [, value] of store.getMany(keys)) sizes.push(value?.length ?? null);
    await store.close();
    return { sizes, progress };
  },
  async choose(): Promise<void> {
    const input = document.createElement('input');
    input.type = 'file';
    document.body.append(input);
  },
  failure: (address: string | undefined, keys: string[]) =>
    sourcePage.read(address, keys).then(
      () => 'nothing thrown',
      (error) => `${error.failure}: ${error.message}`,
    ),
};
export type SourcePage = typeof sourcePage;
Object.assign(globalThis, { sourcePage });
