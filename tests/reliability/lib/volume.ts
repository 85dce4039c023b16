/** A file system of its own in a loop-mounted image, whose power can be cut. Needs root and loop devices. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH: the medium keeps what was flushed, and nothing else. */
const CUT = [
  'import fcntl, os, struct, sys',
  'folder = os.open(sys.argv[1], os.O_RDONLY)',
  "fcntl.ioctl(folder, 0x8004587D, struct.pack('I', 2))",
].join('\n');

/** How long a file system may stay busy after its processes are gone, in ms. */
const BUSY = 10_000;

const run = (command: string, ...args: string[]): void => {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
};

export class Volume {
  private constructor(
    readonly folder: string,
    readonly image: string,
    readonly path: string,
  ) {}

  /** Why there can be no volumes here; undefined when there can. */
  static get obstacle(): string | undefined {
    if (process.getuid?.() !== 0) return 'not root';
    if (!existsSync('/dev/loop-control')) return 'no loop devices';
    return undefined;
  }

  /** @param size in MiB */
  static async make(size: number): Promise<Volume> {
    const folder = await mkdtemp(join(tmpdir(), 'weavelet-volume-'));
    const volume = new Volume(folder, join(folder, 'image'), join(folder, 'mounted'));
    mkdirSync(volume.path);
    run('truncate', '-s', `${size}M`, volume.image);
    run('mkfs.ext4', '-q', '-F', volume.image);
    volume.#mount();
    return volume;
  }

  /** Loses everything that was not flushed. From then on the file system refuses everything. */
  cut(): void {
    run('python3', '-c', CUT, this.path);
  }

  /** Mounts again what a cut left; its journal is replayed. No process may use the file system. */
  async restore(): Promise<void> {
    await this.#unmount();
    this.#mount();
  }

  async remove(): Promise<void> {
    await this.#unmount();
    rmSync(this.folder, { recursive: true });
  }

  #mount(): void {
    run('mount', '-o', 'loop', this.image, this.path);
  }

  async #unmount(): Promise<void> {
    const deadline = Date.now() + BUSY;
    for (;;) {
      try {
        return run('umount', this.path);
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await sleep(50);
      }
    }
  }
}
