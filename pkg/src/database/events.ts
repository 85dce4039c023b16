/** What a database tells those who listen. */
import type { DatabaseEvents, EventName } from '../engine/engine.js';

/** Listeners by event. */
export class Emitter {
  readonly #listeners = new Map<EventName, Set<(detail: never) => void>>();

  /** Adds a listener; the result takes it away. */
  on<E extends EventName>(event: E, listener: (detail: DatabaseEvents[E]) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Calls the listeners. What one of them throws is its own affair and reaches the console, not the database. */
  emit<E extends EventName>(event: E, detail: DatabaseEvents[E]): void {
    for (const listener of this.#listeners.get(event) ?? []) {
      try {
        (listener as (detail: DatabaseEvents[E]) => void)(detail);
      } catch (error) {
        console.error(error);
      }
    }
  }
}
