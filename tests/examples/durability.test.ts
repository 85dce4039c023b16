import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PKG = fileURLToPath(new URL('../../pkg/', import.meta.url));

/** Inserts one object, says so, and keeps running so that it can be killed. */
const INSERT = `
import weavelet, { configure } from 'weavelet';
const client = await weavelet.connectToLocal();
const name = 'Kept';
if (!(await client.collections.exists(name))) {
  await client.collections.create({ name, vectorizers: [configure.multiVectors.selfProvided({ name: 'tokens' })] });
}
const collection = client.collections.use(name);
const n = await collection.length();
const id = await collection.data.insert({ properties: { n }, vectors: { tokens: [[1, 0, n], [0, 1, n]] } });
process.stdout.write(id + '\\n');
setInterval(() => {}, 1000);
`;

/** Prints what is stored, with vectors. */
const READ = `
import weavelet from 'weavelet';
const client = await weavelet.connectToLocal();
const { objects } = await client.collections.use('Kept').query.fetchObjects({ includeVector: true, limit: 100 });
process.stdout.write(JSON.stringify(objects.map(({ uuid, properties, vectors }) => [uuid, properties.n, vectors.tokens])));
`;

describe('a resolved insert', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(PKG, 'node_modules/.durability-'));
    writeFileSync(join(folder, 'insert.mjs'), INSERT);
    writeFileSync(join(folder, 'read.mjs'), READ);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start = (program: string, env = {}) =>
    spawn(process.execPath, [program], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });

  async function read(env = {}): Promise<[string, number, number[][]][]> {
    const child = start('read.mjs', env);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    await once(child, 'close');
    return JSON.parse(output);
  }

  it.each([{}, { PERSISTENCE_DATA_PATH: 'elsewhere' }])('outlives SIGKILL, with %o', async (env) => {
    const ids: string[] = [];
    for (let round = 0; round < 5; round++) {
      const child = start('insert.mjs', env);
      const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
      child.kill('SIGKILL');
      await once(child, 'exit');
      ids.push(chunk.toString().trim());
    }
    const stored = (await read(env)).sort((a, b) => a[1] - b[1]);
    expect(stored.map(([id]) => id)).toEqual(ids);
    for (const [i, [, n, vectors]] of stored.entries()) {
      expect(n).toBe(i);
      expect(vectors).toEqual([
        [1, 0, i],
        [0, 1, i],
      ]);
    }
  });
});
