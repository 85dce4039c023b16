import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { WeaviateClient } from 'weavelet';
import weavelet, { configure, useWasm } from 'weavelet/slim';
import { HookedStorage } from './hooked.js';
import { note } from './note.js';

const WASM = new URL('../../pkg/dist/weavelet.wasm', import.meta.url);
/** Pages of 64 KiB that the instance under test may have. */
const PAGES = 512;

/** A number in LEB128, and where it ends. */
function leb(bytes: Uint8Array, at: number): [value: number, end: number] {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] as number;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value >>> 0, at];
  }
}

function toLeb(value: number): number[] {
  const out: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...out, rest];
    out.push((rest & 0x7f) | 0x80);
  }
}

/** The module with an upper limit to its memory (WebAssembly core specification, 5.5.8): growing beyond it fails. */
function limited(module: Uint8Array, pages: number): Uint8Array {
  const MEMORY_SECTION = 5;
  for (let at = 8; at < module.length; ) {
    const [length, start] = leb(module, at + 1);
    if (module[at] === MEMORY_SECTION) {
      const [least] = leb(module, start + 2);
      const section = [1, 1, ...toLeb(least), ...toLeb(pages)];
      const parts = [
        module.subarray(0, at),
        [MEMORY_SECTION, ...toLeb(section.length), ...section],
        module.subarray(start + length),
      ];
      return Uint8Array.from(parts.flatMap((part) => [...part]));
    }
    at = start + length;
  }
  throw new Error('the module has no memory of its own');
}

describe('an instance that runs out of memory', () => {
  beforeAll(() => useWasm(limited(new Uint8Array(readFileSync(WASM)), PAGES)));

  const fill = async (client: WeaviateClient) => {
    await client.collections.create({
      name: 'Notes',
      vectorizers: [configure.multiVectors.selfProvided({ name: 'tokens' })],
    });
    const notes = client.collections.use<{ n: number; text: string }>('Notes');
    await notes.data.insertMany(Array.from({ length: 100 }, (_, n) => note(n)));
    return notes;
  };
  /** Far more than the instance can hold, within a budget that knows nothing of its limit. */
  const huge = () => ({
    properties: { n: -1, text: 'huge' },
    vectors: { tokens: { data: new Float32Array(4 * 3_000_000).fill(1), dimensions: 4 } },
  });

  it('is replaced: the call fails with a typed error, later ones work, and nothing stored is lost', async () => {
    const client = await weavelet.connectToLocal({ storage: new HookedStorage() });
    const other = await weavelet.connectToLocal({ storage: new HookedStorage() });
    const notes = await fill(client);
    const others = await fill(other);
    await expect(notes.data.insert(huge())).rejects.toMatchObject({ cause: { kind: 'restarted' } });
    expect(await notes.length()).toBe(100);
    // every database of the process lived in that instance
    expect((await others.query.bm25('note', { limit: 3 })).objects.length).toBe(3);
    await notes.data.insert(note(200));
    expect(await notes.length()).toBe(101);
    await client.close();
    await other.close();
  });

  it('takes the calls in flight with it and no others', async () => {
    const client = await weavelet.connectToLocal({ storage: new HookedStorage() });
    const notes = await fill(client);
    const results = await Promise.allSettled([
      notes.data.insert(note(200)),
      notes.data.insert(huge()),
      notes.data.insert(note(201)),
      notes.query.fetchObjects({ limit: 1 }),
    ]);
    expect(results[1]).toMatchObject({ status: 'rejected', reason: { cause: { kind: 'restarted' } } });
    const kept = results.filter(({ status }, i) => status === 'fulfilled' && (i === 0 || i === 2)).length;
    expect(await notes.length()).toBe(100 + kept);
    await notes.data.insert(note(202));
    expect(await notes.length()).toBe(101 + kept);
    await client.close();
  });
});
