import { aborted } from './abort.js';
import type { Announcement } from './adapter.js';

/** What tells a tab of the others, and of being put away and taken out again. Without it a tab is alone. */
export type TabGlobals = {
  navigator?: { locks?: Pick<LockManager, 'request'> };
  BroadcastChannel?: typeof BroadcastChannel;
  document?: EventTarget & { readonly visibilityState: DocumentVisibilityState };
  addEventListener?(type: string, listener: (event: Event) => void): void;
  removeEventListener?(type: string, listener: (event: Event) => void): void;
};

export type TabEvents = {
  /** Another tab may have stored something: what, if it said so. */
  changed(announcement?: Announcement): void;
  /** The page is about to be frozen: let go of what others would wait for. */
  suspended(): void;
};

/** While the write lock is held. */
export type Turn = {
  /** Aborted when the page is put away. */
  suspended: AbortSignal;
  /** Lets the next tab begin: called when nothing that it does can come before what this one has done. */
  end(): void;
};

/**
 * How long the lock is waited for while no other tab stores anything, in ms: so many of this tab's own turns, between
 * these bounds. A tab that holds it for longer has crashed, or is slow; the browser takes a while to notice a crash.
 */
const PATIENCE = { turns: 2, least: 20, most: 5000 };

/** One tab among those that have the same store open. */
export class Tabs {
  readonly #globals: TabGlobals;
  readonly #topic: string;
  readonly #events: TabEvents;
  readonly #unlisten: (() => void)[] = [];
  #channel: BroadcastChannel | undefined;
  /** Aborted while the page is put away. */
  #suspension = new AbortController();
  /** Resolves when the page is taken out again. */
  #awake: Promise<void> = Promise.resolve();
  #wake = (): void => undefined;
  /** When another tab last told of a commit, by `performance.now()`. */
  #heard = 0;
  /** How long this tab's last turn took, in ms. */
  #pace = 0;
  /** How often in a row the lock was taken away from another tab. */
  #stolen = 0;

  constructor(globals: TabGlobals, name: string, events: TabEvents) {
    this.#globals = globals;
    this.#topic = `weavelet:${name}`;
    this.#events = events;
    this.#subscribe();
    const { document } = globals;
    this.#listen(globals, 'pagehide', (event) => (event as PageTransitionEvent).persisted && this.#suspend());
    this.#listen(globals, 'pageshow', (event) => (event as PageTransitionEvent).persisted && this.#resume());
    this.#listen(document, 'freeze', () => this.#suspend());
    this.#listen(document, 'resume', () => this.#resume());
    // A hidden tab may have missed a message.
    this.#listen(document, 'visibilitychange', () => document?.visibilityState === 'visible' && events.changed());
  }

  /**
   * Runs an action while the page is not put away. When it is meanwhile, the signal aborts; an action that fails
   * because of it runs again later.
   */
  async whileAwake<T>(action: (suspended: AbortSignal) => Promise<T>): Promise<T> {
    for (;;) {
      while (this.#suspension.signal.aborted) await this.#awake;
      const { signal } = this.#suspension;
      try {
        return await action(signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  }

  /**
   * Runs such an action while no other tab runs one, or until it ends its turn. This only spares wasted work, since the
   * lock is taken from a tab that seems to be gone: what must be right is checked inside the action.
   */
  exclusively<T>(action: (turn: Turn) => Promise<T>): Promise<T> {
    return this.whileAwake((suspended) => this.#locked(action, suspended));
  }

  /** Tells the other tabs that something was stored. */
  announce(announcement?: Announcement): void {
    this.#channel?.postMessage(announcement);
  }

  close(): void {
    this.#suspension = new AbortController();
    this.#wake();
    this.#channel?.close();
    this.#channel = undefined;
    for (const unlisten of this.#unlisten) unlisten();
  }

  #locked<T>(action: (turn: Turn) => Promise<T>, suspended: AbortSignal): Promise<T> {
    const ended = new AbortController();
    const turn: Turn = { suspended, end: () => ended.abort() };
    const locks = this.#globals.navigator?.locks;
    if (!locks) return action(turn);
    const name = `${this.#topic}:write`;
    const queue = new AbortController();
    return new Promise<T>((resolve, reject) => {
      let waiting = true;
      const left = () => {
        waiting = false;
        unwatch();
        suspended.removeEventListener('abort', leave);
      };
      const leave = () => {
        left();
        queue.abort();
        reject(suspended.reason);
      };
      const hold = async () => {
        if (!waiting) return;
        left();
        if (!queue.signal.aborted) this.#stolen = 0;
        const begun = performance.now();
        const running = action(turn);
        resolve(running);
        // A page that is put away keeps no lock, even where the browser would let it.
        await Promise.race([running.catch(() => undefined), aborted(ended.signal), aborted(suspended)]);
        this.#pace = performance.now() - begun;
      };
      // Where there is no lock to be had. One that is taken away from this tab ends no action.
      const without = () => {
        if (!waiting) return;
        left();
        resolve(action(turn));
      };
      const unwatch = this.#whenQuiet(() => {
        this.#stolen++;
        queue.abort();
        locks.request(name, { steal: true }, hold).catch(without);
      });
      suspended.addEventListener('abort', leave);
      locks.request(name, { signal: queue.signal }, hold).catch(() => queue.signal.aborted || without());
    });
  }

  /** Calls back, once, when the other tabs have stored nothing for as long as the lock is waited for; the result ends it. */
  #whenQuiet(callback: () => void): () => void {
    const { turns, least, most } = PATIENCE;
    // Not all at once; and more seldom where it turns out that somebody is slow.
    const spread = (1 + Math.random() / 2) * 2 ** this.#stolen;
    const patience = Math.min(most, Math.max(least, turns * this.#pace) * spread);
    const asked = performance.now();
    let timer: ReturnType<typeof setTimeout>;
    const look = () => {
      const left = Math.max(asked, this.#heard) + patience - performance.now();
      if (left > 0) timer = setTimeout(look, left);
      else callback();
    };
    look();
    return () => clearTimeout(timer);
  }

  #suspend(): void {
    if (this.#suspension.signal.aborted) return;
    this.#awake = new Promise((wake) => {
      this.#wake = wake;
    });
    this.#suspension.abort();
    // A browser drops a page that it has put away when a message for it arrives.
    this.#channel?.close();
    this.#channel = undefined;
    this.#events.suspended();
  }

  #resume(): void {
    if (!this.#suspension.signal.aborted) return;
    this.#suspension = new AbortController();
    this.#subscribe();
    this.#wake();
    this.#events.changed();
  }

  #subscribe(): void {
    if (!this.#globals.BroadcastChannel) return;
    this.#channel = new this.#globals.BroadcastChannel(this.#topic);
    // Nothing, too, from a tab with an older version of this package.
    this.#channel.onmessage = ({ data }: MessageEvent<Announcement | null>) => {
      this.#heard = performance.now();
      this.#events.changed(data ?? undefined);
    };
  }

  #listen(target: TabGlobals | EventTarget | undefined, type: string, listener: (event: Event) => void): void {
    if (!target?.addEventListener) return;
    target.addEventListener(type, listener);
    this.#unlisten.push(() => target.removeEventListener?.(type, listener));
  }
}
