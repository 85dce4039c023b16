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

/** How long the lock is waited for, in ms. A tab that holds it for longer is frozen or gone wrong. */
const PATIENCE = 5000;

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
   * Runs such an action while no other tab runs one. This only spares wasted work, since the lock is not waited for
   * for ever: what must be right is checked inside the action.
   */
  exclusively<T>(action: (suspended: AbortSignal) => Promise<T>): Promise<T> {
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

  #locked<T>(action: (suspended: AbortSignal) => Promise<T>, suspended: AbortSignal): Promise<T> {
    const locks = this.#globals.navigator?.locks;
    if (!locks) return action(suspended);
    const queue = new AbortController();
    const leave = () => queue.abort();
    const timer = setTimeout(leave, PATIENCE);
    suspended.addEventListener('abort', leave);
    const left = () => {
      clearTimeout(timer);
      suspended.removeEventListener('abort', leave);
    };
    return new Promise<T>((resolve, reject) => {
      const hold = async () => {
        left();
        const running = action(suspended);
        resolve(running);
        // A page that is put away keeps no lock, even where the browser would let it.
        await Promise.race([running.catch(() => undefined), aborted(suspended)]);
      };
      locks.request(`${this.#topic}:write`, { signal: queue.signal }, hold).catch(() => {
        left();
        if (suspended.aborted) reject(suspended.reason);
        else resolve(action(suspended));
      });
    });
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
    this.#channel.onmessage = ({ data }: MessageEvent<Announcement | null>) => this.#events.changed(data ?? undefined);
  }

  #listen(target: TabGlobals | EventTarget | undefined, type: string, listener: (event: Event) => void): void {
    if (!target?.addEventListener) return;
    target.addEventListener(type, listener);
    this.#unlisten.push(() => target.removeEventListener?.(type, listener));
  }
}
