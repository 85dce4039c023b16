/**
 * A disk that keeps a log of everything done to it, so that the disk after a crash at any point can be made again.
 *
 * What it promises is what POSIX does, and no more: the bytes of a file are safe once the file is flushed, names
 * once their folder is. Before that any of them may or may not survive a power cut, in any combination. A rename
 * happens or does not.
 */
import type { Random } from '../lib/random.js';

type Inode = number;
/** Changes of a folder's names; a rename is one change of two names. */
type NameChange = { folder: Inode; removed?: string; added?: [name: string, inode: Inode] };
type DataChange = { file: Inode; offset: number; bytes: Uint8Array } | { file: Inode; size: number };

export type Operation =
  | { kind: 'make'; inode: Inode; folder: boolean }
  | { kind: 'names'; change: NameChange }
  | { kind: 'data'; change: DataChange }
  | { kind: 'flush'; inode: Inode };

/**
 * What a crash leaves of that which was not flushed: `stop` all (only the process died), `drop` nothing, `tear`
 * all names and parts of the bytes, `reorder` any subset of everything.
 */
export const CRASHES = ['stop', 'drop', 'tear', 'reorder'] as const;
export type Crash = (typeof CRASHES)[number];

type Folder = Map<string, Inode>;
const ROOT: Inode = 0;

/** The content of a disk. File contents are never changed in place, so copies are cheap. */
export class Content {
  constructor(
    readonly folders = new Map<Inode, Folder>([[ROOT, new Map()]]),
    readonly files = new Map<Inode, Uint8Array>(),
  ) {}

  copy(): Content {
    return new Content(
      new Map([...this.folders].map(([inode, names]) => [inode, new Map(names)])),
      new Map(this.files),
    );
  }

  make(inode: Inode, folder: boolean): void {
    if (folder) this.folders.set(inode, new Map());
    else this.files.set(inode, new Uint8Array());
  }

  changeNames({ folder, removed, added }: NameChange): void {
    const names = this.folders.get(folder);
    if (!names) return;
    if (removed !== undefined) names.delete(removed);
    if (added) names.set(...added);
  }

  changeData(change: DataChange): void {
    const old = this.files.get(change.file) ?? new Uint8Array();
    const length = 'size' in change ? change.size : Math.max(old.length, change.offset + change.bytes.length);
    const bytes = new Uint8Array(length);
    bytes.set(old.subarray(0, length));
    if ('bytes' in change) bytes.set(change.bytes, change.offset);
    this.files.set(change.file, bytes);
  }
}

/** A disk in use. */
export class Disk {
  readonly content: Content;
  readonly log: Operation[] = [];
  /** The content that the log starts from. */
  readonly #start: Content;
  #nextInode: Inode;
  /** Called before each operation is done; may throw. */
  onOperation: ((operation: Operation) => void) | undefined;

  constructor(content = new Content()) {
    this.content = content;
    this.#start = content.copy();
    this.#nextInode = 1 + Math.max(...content.folders.keys(), ...content.files.keys());
  }

  newInode(): Inode {
    return this.#nextInode++;
  }

  do(operation: Operation): void {
    this.onOperation?.(operation);
    this.log.push(operation);
    apply(this.content, operation);
  }

  /** Walks along the log; at each point, before the operation of that number, crashes can be made. */
  *points(): Generator<{ position: number; crash(kind: Crash, random: Random): Disk }> {
    const past = new Past(this.#start.copy());
    for (let position = 0; position <= this.log.length; position++) {
      yield { position, crash: (kind, random) => new Disk(past.crash(kind, random)) };
      const operation = this.log[position];
      if (operation) past.add(operation);
    }
  }
}

/** What was safe at one point of the log, and what was not. */
class Past {
  #pending: Extract<Operation, { change: unknown }>[] = [];
  readonly #safe: Content;

  constructor(safe: Content) {
    this.#safe = safe;
  }

  add(operation: Operation): void {
    // An inode without a name is nothing that a crash could take away.
    if (operation.kind === 'make') apply(this.#safe, operation);
    else if (operation.kind === 'flush') this.#flush(operation.inode);
    else this.#pending.push(operation);
  }

  #flush(inode: Inode): void {
    this.#pending = this.#pending.filter((pending) => {
      const flushed = pending.kind === 'data' ? pending.change.file === inode : pending.change.folder === inode;
      if (flushed) apply(this.#safe, pending);
      return !flushed;
    });
  }

  crash(kind: Crash, random: Random): Content {
    const content = this.#safe.copy();
    for (const pending of this.#pending) {
      if (kind === 'stop' || (kind === 'tear' && pending.kind === 'names')) apply(content, pending);
      else if (kind === 'tear') apply(content, torn(pending, random));
      else if (kind === 'reorder' && random.chance(0.5))
        apply(content, random.chance(0.5) ? torn(pending, random) : pending);
    }
    return content;
  }
}

function apply(content: Content, operation: Operation): void {
  if (operation.kind === 'make') content.make(operation.inode, operation.folder);
  if (operation.kind === 'names') content.changeNames(operation.change);
  if (operation.kind === 'data') content.changeData(operation.change);
}

/** The part of a write that reached the medium: none, a prefix, or room for it without its bytes. */
function torn(operation: Operation, random: Random): Operation {
  if (operation.kind !== 'data' || !('bytes' in operation.change)) return operation;
  const { file, offset, bytes } = operation.change;
  const length = random.int(bytes.length + 1);
  const part = bytes.slice(0, random.chance(0.5) ? length : bytes.length);
  if (part.length === bytes.length) part.fill(0, length);
  return { kind: 'data', change: { file, offset, bytes: part } };
}
