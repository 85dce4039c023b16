import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileServer } from '../storage/file-server.js';
import { fileOf } from '../storage/index-files.js';
import { DevWorker } from './dev-worker.js';

describe('an index file at an address, in workerd', () => {
  let worker: DevWorker;
  let server: FileServer;
  beforeAll(async () => {
    server = await FileServer.start();
    worker = await DevWorker.bundled(new URL('storage-file-worker.ts', import.meta.url));
  });
  afterAll(async () => {
    await worker?.stop();
    await server?.stop();
  });
  const ask = () => worker.ask(`?at=${encodeURIComponent(server.url)}`);

  for (const ranges of [true, false]) {
    it(`is read and given up ${ranges ? 'with' : 'without'} ranges`, async () => {
      server.ranges = ranges;
      server.file = await fileOf([100_000, 200_000, 0, 1_000_000]);
      expect(await ask()).toEqual({ sizes: [100_000, 200_000, 0, 1_000_000], part: [1, 1, 1], stopped: 'enough' });
    });
  }

  it('says what is wrong', async () => {
    server.file = server.file.slice(0, 700_000);
    expect(await ask()).toMatchObject({ failure: 'corrupt' });
    server.status = 404;
    expect(await ask()).toMatchObject({ failure: 'io', message: expect.stringContaining('status 404') });
  });
});
