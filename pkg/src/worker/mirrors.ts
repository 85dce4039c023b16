/** Mirrors in workers: what the leading engine sees of them, and what runs in theirs. */
import { Core } from '../engine/core.js';
import type { Mirror, MirrorMaker } from '../engine/mirror.js';
import { type Answers, Channel, moving } from './channel.js';
import type { Port } from './port.js';

type Settings = { env: Record<string, string | undefined>; memoryLimit: number; part: number; parts: number };
type Method<Argument, Reply> = { argument: Argument; reply: Reply };

/** What a leading engine asks of a worker with mirrors. Each mirror is known by its number. */
type MirrorMethods = {
  create: Method<Settings, number>;
  replay: Method<{ mirror: number; bytes: Uint8Array; sequence: number; value: number }, void>;
  scan: Method<{ mirror: number; request: Uint8Array }, Uint8Array | undefined>;
  memoryUsed: Method<number, number>;
  free: Method<number, void>;
};
type Nothing = Record<never, never>;

/** Bytes that may be under way to a mirror before whoever loads them waits. */
const AHEAD = 32 << 20;

/** Makes mirrors in the worker at the other end of the port. */
export function mirrorsAt(port: Port): MirrorMaker {
  const link = new Channel<MirrorMethods, Nothing>(port, {});
  return async (env, memoryLimit, part, parts): Promise<Mirror> => {
    const mirror = await link.ask('create', { env, memoryLimit, part, parts });
    let ahead = 0;
    let failure: unknown;
    let applied: Promise<unknown> = Promise.resolve();
    return {
      replay(bytes, sequence, value) {
        ahead += bytes.length;
        applied = link.ask('replay', { mirror, bytes, sequence, value }).then(
          () => {
            ahead -= bytes.length;
          },
          (error) => {
            failure ??= error;
          },
        );
      },
      async scan(request) {
        if (failure) throw failure;
        return link.ask('scan', { mirror, request });
      },
      async caughtUp() {
        if (ahead > AHEAD) await applied;
      },
      memoryUsed: () => link.ask('memoryUsed', mirror),
      free: () => void link.ask('free', mirror).catch(() => undefined),
    };
  };
}

/** Holds mirrors in this thread, for the leading engine at the other end of the port. */
export function serveMirrors(port: Port): void {
  const cores = new Map<number, Core>();
  let next = 1;
  const of = (mirror: number) => {
    const core = cores.get(mirror);
    if (!core) throw new Error(`no mirror has the number ${mirror}`);
    return core;
  };
  const answers: Answers<MirrorMethods> = {
    async create({ env, memoryLimit, part, parts }) {
      cores.set(next, await Core.create(env, memoryLimit, { part, parts }));
      return next++;
    },
    async replay({ mirror, bytes, sequence, value }) {
      of(mirror).replay(bytes, sequence, value, 0);
    },
    async scan({ mirror, request }) {
      const list = of(mirror).scan(request);
      return list && moving(list, [list.buffer as ArrayBuffer]);
    },
    memoryUsed: async (mirror) => of(mirror).status().memoryUsed,
    async free(mirror) {
      cores.get(mirror)?.free();
      cores.delete(mirror);
    },
  };
  new Channel<Nothing, MirrorMethods>(port, answers);
}
