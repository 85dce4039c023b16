/** `node:fs/promises` over simulated disks: the first folder of a path names the disk that is mounted there. */
import type { Content, Disk } from './disk.js';

const disks = new Map<string, Disk>();
let mounted = 0;

/** Mounts a disk; everything below the returned path is on it. */
export function mount(disk: Disk): string {
  const name = `disk-${++mounted}`;
  disks.set(name, disk);
  return `/${name}`;
}

export function unmount(path: string): void {
  disks.delete(path.slice(1));
}

type Failing = NodeJS.ErrnoException;
function failure(code: string, path: string): Failing {
  return Object.assign(new Error(`${code}: ${path}`), { code, path });
}

type Place = { disk: Disk; device: bigint; folder: number; name: string; inode: number | undefined };

/** Follows a path. @throws ENOENT when a folder on the way is missing. */
function find(path: string): Place {
  const [mountName = '', ...names] = path.split('/').filter(Boolean);
  const disk = disks.get(mountName);
  if (!disk) throw failure('ENOENT', path);
  const device = BigInt(mountName.slice('disk-'.length));
  let folder = 0;
  let inode: number | undefined = 0;
  for (const name of names) {
    if (inode === undefined || !disk.content.folders.has(inode)) throw failure('ENOENT', path);
    folder = inode;
    inode = disk.content.folders.get(folder)!.get(name);
  }
  return { disk, device, folder, name: names.at(-1) ?? '', inode };
}

/** The same, of something that exists. */
function existing(path: string): Place & { inode: number } {
  const place = find(path);
  if (place.inode === undefined) throw failure('ENOENT', path);
  return { ...place, inode: place.inode };
}

const bytesOf = (content: Content, inode: number): Uint8Array => content.files.get(inode) ?? new Uint8Array();

const asBytes = (data: Uint8Array | string): Uint8Array =>
  typeof data === 'string' ? new TextEncoder().encode(data) : data.slice();

class Handle {
  readonly #disk: Disk;
  readonly #inode: number;
  #position = 0;

  constructor(disk: Disk, inode: number) {
    this.#disk = disk;
    this.#inode = inode;
  }

  async read(buffer: Uint8Array, offset: number, length: number, position: number) {
    const part = bytesOf(this.#disk.content, this.#inode).subarray(position, position + length);
    buffer.set(part, offset);
    return { bytesRead: part.length, buffer };
  }

  async readFile(): Promise<Buffer> {
    return Buffer.from(bytesOf(this.#disk.content, this.#inode));
  }

  async writeFile(data: Uint8Array | string): Promise<void> {
    const bytes = asBytes(data);
    this.#disk.do({ kind: 'data', change: { file: this.#inode, offset: this.#position, bytes } });
    this.#position += bytes.length;
  }

  async truncate(size = 0): Promise<void> {
    this.#disk.do({ kind: 'data', change: { file: this.#inode, size } });
  }

  async sync(): Promise<void> {
    this.#disk.do({ kind: 'flush', inode: this.#inode });
  }

  datasync(): Promise<void> {
    return this.sync();
  }

  async stat() {
    return { size: bytesOf(this.#disk.content, this.#inode).length };
  }

  async close(): Promise<void> {
    // nothing is kept back until then
  }
}

export async function open(path: string, flags = 'r'): Promise<Handle> {
  const { disk, folder, name, inode } = flags === 'r' ? existing(path) : find(path);
  if (inode !== undefined) {
    if (flags === 'w') disk.do({ kind: 'data', change: { file: inode, size: 0 } });
    return new Handle(disk, inode);
  }
  const made = disk.newInode();
  disk.do({ kind: 'make', inode: made, folder: false });
  disk.do({ kind: 'names', change: { folder, added: [name, made] } });
  return new Handle(disk, made);
}

export async function mkdir(path: string): Promise<string | undefined> {
  let first: string | undefined;
  const names = path.split('/').filter(Boolean);
  for (let depth = 2; depth <= names.length; depth++) {
    const at = `/${names.slice(0, depth).join('/')}`;
    const { disk, folder, name, inode } = find(at);
    if (inode !== undefined) continue;
    first ??= at;
    const made = disk.newInode();
    disk.do({ kind: 'make', inode: made, folder: true });
    disk.do({ kind: 'names', change: { folder, added: [name, made] } });
  }
  return first;
}

export async function readdir(path: string): Promise<string[]> {
  const { disk, inode } = existing(path);
  return [...disk.content.folders.get(inode)!.keys()];
}

export async function readFile(path: string, encoding?: 'utf8'): Promise<Buffer | string> {
  const { disk, inode } = existing(path);
  const bytes = Buffer.from(bytesOf(disk.content, inode));
  return encoding ? bytes.toString(encoding) : bytes;
}

export async function writeFile(path: string, data: Uint8Array | string): Promise<void> {
  const handle = await open(path, 'w');
  await handle.writeFile(data);
}

export async function rename(from: string, to: string): Promise<void> {
  const { disk, folder, name: removed, inode } = existing(from);
  const target = find(to);
  if (target.folder !== folder) throw failure('EXDEV', to);
  disk.do({ kind: 'names', change: { folder, removed, added: [target.name, inode] } });
}

export async function unlink(path: string): Promise<void> {
  const { disk, folder, name } = existing(path);
  disk.do({ kind: 'names', change: { folder, removed: name } });
}

export async function rm(path: string, { force = false } = {}): Promise<void> {
  if (find(path).inode !== undefined) await unlink(path);
  else if (!force) throw failure('ENOENT', path);
}

export async function stat(path: string, options?: { bigint?: boolean }) {
  const { disk, device, inode } = existing(path);
  const folder = disk.content.folders.has(inode);
  const size = bytesOf(disk.content, inode).length;
  const kind = { isDirectory: () => folder, isFile: () => !folder };
  return options?.bigint
    ? { ...kind, dev: device, ino: BigInt(inode), size: BigInt(size) }
    : { ...kind, dev: Number(device), ino: inode, size };
}

export async function statfs() {
  return { bavail: 2 ** 20, bsize: 4096 };
}
