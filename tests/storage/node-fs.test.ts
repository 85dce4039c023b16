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
    it(name, () => run({ adapter: () => new NodeFsStorage(join(root, 'contract')), persistent: true, tells: true }));
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

  async function viewed(name: string): Promise<NodeFsStorage> {
    const storage = new NodeFsStorage(root);
    await storage.open(name, { readOnly: true });
    return storage;
  }

  it('shows a view only whole commits while another process writes', async () => {
    const child = fork(writer, [root, 'followed'], { silent: true });
    await once(child, 'message');
    const view = await viewed('followed');
    let changes = 0;
    view.onChange(() => changes++);
    let last = 0;
    while (last < 100) {
      const keys = (await view.list('')).map(({ key }) => key);
      const frames = keys.filter((key) => key.startsWith('wal/'));
      expect(keys.length).toBe(2 * frames.length);
      expect(frames.length).toBeGreaterThanOrEqual(last);
      last = frames.length;
      for (const key of [`wal/${last - 1}`, `copy/${last - 1}`]) {
        expect(await view.getRange(key, 0, 2)).toEqual(new Uint8Array(2).fill(last - 1));
        expect(await view.get(key)).toHaveLength(1000 + last - 1);
      }
    }
    // a hint may come after what it tells of
    await expect.poll(() => changes).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await view.close();
  });

  it('shows a view the commit that a crash interrupted, and leaves the work to the next writer', async () => {
    const folder = join(root, 'unfinished');
    await mkdir(folder);
    const files = { a: 'new', b: 'old', c: 'old', '.tmp-1': 'new, b', '.tmp-2': 'new, d' };
    for (const [file, value] of Object.entries(files)) await writeFile(join(folder, file), value);
    const renames = ['a', 'b', 'd'].map((file, i) => [`.tmp-${i}`, file]);
    await writeFile(join(folder, '.intent'), JSON.stringify({ renames, deletes: ['c'] }));
    const before = await readdir(folder);
    const view = await viewed('unfinished');
    const sizes = [
      { key: 'a', size: 3 },
      { key: 'b', size: 6 },
      { key: 'd', size: 6 },
    ];
    expect(await view.list('')).toEqual(sizes);
    const values: (string | undefined)[] = [];
    for await (const [, value] of view.getMany(['a', 'b', 'c', 'd']))
      values.push(value && new TextDecoder().decode(value));
    expect(values).toEqual(['new', 'new, b', undefined, 'new, d']);
    expect(await view.getRange('c', 0, 1)).toBeUndefined();
    await view.close();
    expect(await readdir(folder)).toEqual(before);
    const after = await opened('unfinished');
    expect(await after.list('')).toEqual(sizes);
    await after.close();
  });

  it('tells a view of a folder that is made later, and of one that is removed', async () => {
    const view = await viewed('later');
    expect((await readdir(root)).includes('later')).toBe(false);
    const changed = new Promise<void>((resolve) => view.onChange(() => resolve()));
    const lost = new Promise<string>((resolve) => view.onLost(resolve));
    const storage = await opened('later');
    await storage.commit({ puts: [['a', text('1')]], deletes: [] }, 'strict');
    await changed;
    expect(new TextDecoder().decode(await view.get('a'))).toBe('1');
    await storage.close();
    await rm(join(root, 'later'), { recursive: true });
    expect(await lost).toContain('has been removed');
    await expect(view.list('')).rejects.toMatchObject({ failure: 'lost' });
    await view.close();
  });

  it('keeps a marker beside the folder, which stays when the folder goes', async () => {
    const storage = await opened('marked');
    const value = { uuid: 'u', generation: 3, count: 10 };
    expect(await storage.marker.read('marked')).toBeUndefined();
    await Promise.all([
      storage.marker.write('marked', { ...value, generation: 2 }),
      storage.marker.write('marked', value),
    ]);
    await storage.close();
    await rm(join(root, 'marked'), { recursive: true });
    const { marker } = new NodeFsStorage(root);
    expect(await marker.read('marked')).toEqual(value);
    await writeFile(join(root, '.marked.marker'), '{"uuid":"u","gen');
    expect(await marker.read('marked')).toBeUndefined();
    await marker.remove('marked');
    expect(await readdir(root)).not.toContain('.marked.marker');
    // Where it cannot be kept, nothing fails.
    await new NodeFsStorage(join(root, 'nowhere')).marker.write('x', value);
    await marker.remove('never');
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
