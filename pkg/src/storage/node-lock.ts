import { createHash } from 'node:crypto';
import { stat, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { StorageError } from './adapter.js';

/** How long a folder that is in use is waited for, in ms: a process that is just ending lets go within this. */
const PATIENCE = 1000;
const PAUSE = 50;

/**
 * The right to write into a folder, held by this process alone.
 *
 * It is a listening socket, because that is what the system takes back by itself when a process dies: on Linux
 * in the abstract name space, on Windows a named pipe. Elsewhere it is a socket file in the folder; one that
 * nobody answers at was left by a crash and is removed.
 */
export class FolderLock {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @throws StorageError `locked` while another process holds the folder. */
  static async take(folder: string): Promise<FolderLock> {
    const address = await addressOf(folder);
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const server = await listen(address);
      if (server) return new FolderLock(server);
      if (isFile(address) && !(await answers(address))) await unlink(address).catch(() => undefined);
      else if (Date.now() > deadline) {
        throw new StorageError(
          'locked',
          `${folder} is in use by another process: close it there, or choose another folder with PERSISTENCE_DATA_PATH`,
        );
      } else await new Promise((wake) => setTimeout(wake, PAUSE));
    }
  }

  release(): Promise<void> {
    return new Promise((done) => this.#server.close(() => done()));
  }
}

/** By device and inode, so that two paths to one folder meet. */
async function addressOf(folder: string): Promise<string> {
  const { dev, ino } = await stat(folder, { bigint: true });
  const id = createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 32);
  if (process.platform === 'linux') return `\0weavelet-${id}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\weavelet-${id}`;
  return join(folder, '.lock');
}

const isFile = (address: string): boolean => address.endsWith('.lock');

/** A server at that address, or undefined when there is one already. */
function listen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    // A program that ends without closing its client still ends.
    server.unref();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(new StorageError('unavailable', `cannot lock the folder: ${error.message}`, { cause: error }));
    });
    server.listen(address, () => resolve(server));
  });
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
  });
}
