import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StorageAdapter } from '../../pkg/src/storage/adapter.js';
import { crc32 } from '../../pkg/src/storage/crc32.js';
import { IndexFileStorage, indexFileParts, type Progress } from '../../pkg/src/storage/index-file.js';
import { contract } from './contract.js';
import { FileServer } from './file-server.js';
import { fileOf, written } from './index-files.js';
import { PublishedStorage } from './published.js';

async function opened(source: Uint8Array | string | Request, onProgress?: (progress: Progress) => void) {
  const store = new IndexFileStorage(source, { onProgress });
  await store.open();
  return store;
}

describe('an index file in memory', () => {
  for (const { name, run } of contract) {
    const publish = async (store: StorageAdapter) => new IndexFileStorage(await written(store));
    it(name, () => run({ adapter: () => new PublishedStorage(publish), persistent: false }));
  }

  it('is refused when a byte of its header or table is wrong', async () => {
    const file = await fileOf([3, 1000]);
    const values = file.length - 1003;
    for (let at = 0; at < values; at++) {
      const damaged = file.slice();
      damaged[at]! ^= 4;
      await expect(opened(damaged), `byte ${at}`).rejects.toMatchObject({ failure: 'corrupt' });
    }
  });

  it('is refused wherever it ends too early, and says where', async () => {
    const file = await fileOf([3, 1000]);
    for (let length = 0; length < file.length; length += length < 110 ? 1 : 97) {
      await expect(opened(file.slice(0, length)), `${length} bytes`).rejects.toMatchObject({ failure: 'corrupt' });
    }
    await expect(opened(file.slice(0, 500))).rejects.toThrow(`ends after 500 of ${file.length} bytes`);
  });

  it('is refused when it is something else or needs a newer reader', async () => {
    await expect(opened(new TextEncoder().encode('<!doctype html>'.repeat(10)))).rejects.toMatchObject({
      failure: 'corrupt',
      message: expect.stringContaining('not an index file'),
    });
    const newer = await fileOf([1]);
    const view = new DataView(newer.buffer);
    view.setUint16(4, 9, true);
    view.setUint16(6, 7, true);
    view.setUint32(60, crc32(newer.subarray(0, 60)), true);
    await expect(opened(newer)).rejects.toMatchObject({
      failure: 'unavailable',
      message: expect.stringContaining('version 7'),
    });
    // One that a newer version wrote and this one can read.
    view.setUint16(6, 1, true);
    view.setUint32(60, crc32(newer.subarray(0, 60)), true);
    expect(await (await opened(newer)).get('0')).toEqual(new Uint8Array([0]));
  });

  it('is not written from a store that changes meanwhile', async () => {
    const parts = indexFileParts([{ key: 'a', size: 2 }], async () => new Uint8Array(3));
    const reading = (async () => {
      for await (const _ of parts);
    })();
    await expect(reading).rejects.toMatchObject({ failure: 'conflict' });
  });
});

describe('an index file that gzip has compressed', () => {
  for (const { name, run } of contract) {
    const publish = async (store: StorageAdapter) => new IndexFileStorage(gzipSync(await written(store)));
    it(name, () => run({ adapter: () => new PublishedStorage(publish), persistent: false }));
  }

  it.each([true, false])('is read from an address, with ranges: %s', async (ranges) => {
    const server = await FileServer.start();
    server.ranges = ranges;
    // more than the first request asks for
    const noise = Uint8Array.from({ length: 300_000 }, (_, i) => Math.imul(i, 2654435761) >>> 13);
    const parts: Uint8Array[] = [];
    for await (const part of indexFileParts([{ key: 'a', size: noise.length }], async () => noise)) parts.push(part);
    server.file = gzipSync(Buffer.concat(parts));
    const store = await opened(server.url);
    expect(await store.get('a')).toEqual(noise);
    expect(await store.getRange('a', 100_000, 3)).toEqual(noise.slice(100_000, 100_003));
    await store.close();
    await server.stop();
  });

  it('is refused when it ends too early or is damaged', async () => {
    const file = gzipSync(await fileOf([3, 100_000]));
    const all = async (source: Uint8Array) => {
      const store = await opened(source);
      for await (const _ of store.getMany(['0', '1']));
    };
    await expect(all(file.subarray(0, file.length - 20))).rejects.toMatchObject({ failure: 'corrupt' });
    const damaged = Buffer.from(file);
    damaged[30]! ^= 8;
    await expect(all(damaged)).rejects.toMatchObject({ failure: 'corrupt' });
  });
});

describe('an index file at an address', () => {
  let server: FileServer;
  beforeEach(async () => {
    server = await FileServer.start();
  });
  afterEach(() => server.stop());

  for (const ranges of [true, false]) {
    describe(ranges ? 'of a server with ranges' : 'of a server without ranges', () => {
      beforeEach(() => {
        server.ranges = ranges;
      });
      for (const { name, run } of contract) {
        const publish = async (store: StorageAdapter) => new IndexFileStorage(server.add(await written(store)));
        it(name, () => run({ adapter: () => new PublishedStorage(publish), persistent: false }));
      }

      it('gives the first values while the rest is still on its way, and tells how far it is', async () => {
        server.file = await fileOf([100_000, 50_000, 1_000_000]);
        const progress: Progress[] = [];
        server.pauseAfter = 400_000;
        const store = await opened(server.url, (at) => progress.push(at));
        const seen: string[] = [];
        for await (const [key, value] of store.getMany(['0', '1', '2'])) {
          expect(value!.every((byte) => byte === Number(key))).toBe(true);
          seen.push(key);
          if (key === '1') {
            expect(progress.at(-1)!.loaded).toBeLessThan(1_150_000);
            server.release();
          }
        }
        expect(seen).toEqual(['0', '1', '2']);
        expect(progress.at(-1)).toEqual({ loaded: 1_150_000, total: 1_150_000 });
        await store.close();
      });

      it('can be given up while it is on its way', async () => {
        server.file = await fileOf([100_000, 1_000_000, 50_000]);
        server.pauseAfter = 300_000;
        const store = await opened(server.url);
        const controller = new AbortController();
        const seen: string[] = [];
        const reading = (async () => {
          for await (const [key] of store.getMany(['0', '1', '2'], controller.signal)) {
            seen.push(key);
            setTimeout(() => controller.abort(new Error('enough')), 10);
          }
        })();
        await expect(reading).rejects.toThrow('enough');
        expect(seen).toEqual(['0']);
        // The file itself can still be read.
        server.release();
        expect(await store.get('2')).toHaveLength(50_000);
        await store.close();
      });

      it('says that the connection broke, without the secrets of the address', async () => {
        server.file = await fileOf([100_000, 1_000_000]);
        const store = await opened(server.url);
        server.breakAfter = 200_000;
        const again = ranges ? store : new IndexFileStorage(server.url);
        const reading = (async () => {
          await again.open();
          for await (const _ of again.getMany(['0', '1']));
        })();
        await expect(reading).rejects.toMatchObject({ name: 'StorageError', failure: 'io' });
        await expect(reading).rejects.toThrow(/127\.0\.0\.1:\d+\/folder\/file\.wvix:/);
        await expect(reading).rejects.not.toThrow(/secret/);
        await Promise.all([store.close(), again.close()]);
      });

      it('is refused when it ends too early or is empty', async () => {
        const file = await fileOf([100_000, 1_000_000]);
        server.file = file.slice(0, 500_000);
        const reading = (async () => {
          const store = await opened(server.url);
          for await (const _ of store.getMany(['0', '1']));
        })();
        await expect(reading).rejects.toMatchObject({ failure: 'corrupt' });
        await expect(reading).rejects.toThrow(`ends after 500000 of ${file.length} bytes`);
        server.file = new Uint8Array(0);
        await expect(opened(server.url)).rejects.toMatchObject({ failure: 'corrupt' });
      });
    });
  }

  it('is fetched in the parts that are needed, where the server has ranges', async () => {
    server.file = await fileOf([1_000_000, 1_000_000, 1_000_000, 1_000_000]);
    const values = server.file.length - 4_000_000;
    const store = await opened(server.url);
    expect(server.asked).toEqual(['bytes=0-65535']);
    expect(await store.getRange('2', 10, 5)).toEqual(new Uint8Array(5).fill(2));
    const got: string[] = [];
    for await (const [key] of store.getMany(['1', 'absent', '2'])) got.push(key);
    for await (const [key] of store.getMany(['3', '0'])) got.push(key);
    expect(got).toEqual(['1', 'absent', '2', '3', '0']);
    const part = (from: number, length: number) => `bytes=${values + from}-${values + from + length - 1}`;
    expect(server.asked.slice(1)).toEqual([
      part(2_000_010, 5),
      part(1_000_000, 2_000_000),
      part(3_000_000, 1_000_000),
      part(0, 1_000_000),
    ]);
    // From a server that has stopped to send parts, the part is cut out.
    server.ranges = false;
    expect(await store.getRange('2', 10, 5)).toEqual(new Uint8Array(5).fill(2));
    await store.close();
    await expect(store.get('0')).rejects.toMatchObject({ failure: 'unavailable' });
  });

  it('is fetched once where the server has no ranges', async () => {
    server.ranges = false;
    server.file = await fileOf([1_000_000, 1_000_000]);
    const store = await opened(server.url);
    for (let i = 0; i < 3; i++) expect(await store.getRange('1', 999_990, 20)).toEqual(new Uint8Array(10).fill(1));
    expect(server.asked).toHaveLength(1);
    await store.close();
  });

  it('is not mixed from two versions', async () => {
    server.file = await fileOf([1_000_000, 1_000_000]);
    const store = await opened(server.url);
    server.tag = '"2"';
    await expect(store.get('1')).rejects.toMatchObject({
      failure: 'io',
      message: expect.stringContaining('has changed'),
    });
    await store.close();
    await store.open();
    expect(await store.get('1')).toHaveLength(1_000_000);
    await store.close();
  });

  it('says what the server says, and tries again when asked again', async () => {
    server.status = 403;
    server.file = await fileOf([1]);
    const store = new IndexFileStorage(server.url);
    await expect(store.open()).rejects.toMatchObject({ failure: 'io', message: expect.stringContaining('status 403') });
    await expect(store.open()).rejects.not.toThrow(/secret/);
    server.status = undefined;
    expect(await store.open()).toEqual({ fresh: false });
    await store.close();
    await server.stop();
    await expect(store.open()).rejects.toMatchObject({ failure: 'io' });
    expect(() => new IndexFileStorage('http://')).toThrow(expect.objectContaining({ failure: 'unavailable' }));
  });

  it('stops with the signal of its request, and when it is closed', async () => {
    server.file = await fileOf([3_000_000]);
    server.ranges = false;
    server.pauseAfter = 500_000;
    const controller = new AbortController();
    const store = await opened(new Request(server.url, { signal: controller.signal }));
    const reading = store.get('0');
    controller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
    await store.close();
    const other = await opened(server.url);
    const closed = other.get('0');
    await other.close();
    await expect(closed).rejects.toMatchObject({ failure: 'unavailable' });
  });
});
