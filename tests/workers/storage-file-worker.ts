/** Reads an index file from the address in `?at=`, whole and in part, and tells how large the values are. */
import { IndexFileStorage } from '../../pkg/src/storage/index-file.js';

export default {
  async fetch(request: Request): Promise<Response> {
    const store = new IndexFileStorage(new URL(request.url).searchParams.get('at')!);
    try {
      await store.open();
      const keys = (await store.list('')).map(({ key }) => key);
      const sizes: (number | undefined)[] = [];
      for await (const [, value] of store.getMany(keys)) sizes.push(value?.length);
      const part = await store.getRange('1', 10, 3);
      const controller = new AbortController();
      const reading = (async () => {
        for await (const _ of store.getMany(keys, controller.signal)) controller.abort(new Error('enough'));
      })();
      const stopped = await reading.catch((error) => error.message);
      await store.close();
      return Response.json({ sizes, part: [...part!], stopped });
    } catch (error) {
      return Response.json({ failure: (error as { failure?: string }).failure, message: String(error) });
    }
  },
};
