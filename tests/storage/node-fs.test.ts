import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NodeFsStorage } from '../../pkg/src/storage/node-fs.js';
import { contract } from './contract.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('file storage', () => {
  let root: string;
  let writer: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'weavelet-fs-'));
    // A second process, as a program of its own.
    writer = join(root, 'writer.mjs');
    const entry = fileURLToPath(new URL('node-fs-writer.ts', import.meta.url));
    await build({
      entryPoints: [entry],
      outfile: writer,
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'error',
    });
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  for (const { name, run } of contract) {
    it(name, () => run({ adapter: () => new NodeFsStorage(join(root, 'contract')), persistent: true }));
  }

  async function opened(name: string): Promise<NodeFsStorage> {
    const storage = new NodeFsStorage(root);
    await storage.open(name);
    return storage;
  }

  it('finishes a commit that a crash interrupted after its intent', async () => {
    const folder = join(root, 'interrupted');
    const before = await opened('interrupted');
    await before.commit(
      {
        puts: [
          ['a', text('old')],
          ['b', text('old')],
          ['c', text('old')],
        ],
        deletes: [],
      },
      'strict',
    );
    await before.close();
    await writeFile(join(folder, '.tmp-0'), 'new');
    await writeFile(join(folder, '.tmp-1'), 'new');
    const renames = [
      ['.tmp-0', 'a'],
      ['.tmp-1', 'b'],
      ['.tmp-2', 'd'],
    ];
    await writeFile(join(folder, '.intent'), JSON.stringify({ renames, deletes: ['c', 'gone'] }));
    await rename(join(folder, '.tmp-0'), join(folder, 'a'));

    const after = await opened('interrupted');
    const values: Record<string, string | undefined> = {};
    for await (const [key, value] of after.getMany(['a', 'b', 'c']))
      values[key] = value && new TextDecoder().decode(value);
    expect(values).toEqual({ a: 'new', b: 'new', c: undefined });
    await after.close();
    expect((await readdir(folder)).sort()).toEqual(['a', 'b']);
  });

  it('forgets a commit that a crash interrupted before its intent', async () => {
    const folder = join(root, 'torn');
    await mkdir(folder);
    await writeFile(join(folder, '.tmp-7'), 'half');
    const storage = new NodeFsStorage(root);
    expect(await storage.open('torn')).toEqual({ fresh: true });
    await storage.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a second process, and lets it in when the first is killed', async () => {
    const child = fork(writer, [root, 'locked'], { silent: true });
    await once(child, 'message');
    await expect(opened('locked')).rejects.toMatchObject({ name: 'StorageError', failure: 'locked' });
    // Another name for the same folder is the same folder.
    await symlink(join(root, 'locked'), join(root, 'alias'));
    await expect(opened('alias')).rejects.toMatchObject({ failure: 'locked' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const storage = await opened('locked');
    expect(await storage.list('wal/')).not.toEqual([]);
    await storage.close();
  });

  it('keeps every acknowledged commit of a process that is killed, and none of them in part', async () => {
    for (let round = 0; round < 8; round++) {
      const child = spawn(process.execPath, [writer, root, `killed-${round}`], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk;
        if (output.split('\n').length > 4 + round * 2) child.kill('SIGKILL');
      });
      await once(child, 'exit');
      const acknowledged = output.split('\n').length - 1;
      const storage = await opened(`killed-${round}`);
      const frames = (await storage.list('wal/')).length;
      const copies = (await storage.list('copy/')).length;
      expect(frames).toBe(copies);
      expect(frames).toBeGreaterThanOrEqual(acknowledged);
      await storage.close();
    }
  });

  it('says that the folder was removed', async () => {
    const storage = await opened('removed');
    const reasons: string[] = [];
    storage.onLost((reason) => reasons.push(reason));
    await rm(join(root, 'removed'), { recursive: true });
    const write = () => storage.commit({ puts: [['a', text('1')]], deletes: [] }, 'strict');
    await expect(write()).rejects.toMatchObject({ failure: 'lost' });
    await expect(write()).rejects.toMatchObject({ failure: 'lost' });
    expect(reasons).toHaveLength(1);
    await storage.close();
  });

  it('says that a folder cannot be used', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(new NodeFsStorage(join(root, 'file')).open('x')).rejects.toMatchObject({ failure: 'io' });
    await expect(new NodeFsStorage(root).open('../up')).rejects.toMatchObject({ failure: 'unavailable' });
  });

  it('maps a full disk to `quota` and keeps what was there', async () => {
    // Every write to this device fails as on a full disk.
    const storage = await opened('full');
    await storage.commit({ puts: [['a', text('kept')]], deletes: [] }, 'strict');
    await symlink('/dev/full', join(root, 'full', '.tmp-1'));
    await expect(storage.commit({ puts: [['a', text('lost')]], deletes: [] }, 'strict')).rejects.toMatchObject({
      failure: 'quota',
    });
    expect(new TextDecoder().decode(await storage.get('a'))).toBe('kept');
    await storage.commit({ puts: [['a', text('later')]], deletes: [] }, 'strict');
    expect(new TextDecoder().decode(await storage.get('a'))).toBe('later');
    await storage.close();
  });
});
