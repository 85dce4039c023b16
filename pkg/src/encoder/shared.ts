/** Work that several may wait for: begun by the first, given up when all of them have gone, done once. */
export class Shared<T, Note> {
  #running: { value: Promise<T>; controller: AbortController; waiting: Set<(note: Note) => void> } | undefined;

  constructor(readonly start: (signal: AbortSignal, note: (note: Note) => void) => Promise<T>) {}

  /** The result; a failed or abandoned attempt is made again by the next who asks. */
  async get(signal: AbortSignal, onNote: (note: Note) => void): Promise<T> {
    signal.throwIfAborted();
    const running = this.#running ?? this.#begin();
    // a function of its own: the same one may wait twice
    const waits = (note: Note) => onNote(note);
    running.waiting.add(waits);
    let onAbort = () => {};
    try {
      return await Promise.race([
        running.value,
        new Promise<never>((_, reject) => {
          onAbort = () => reject(signal.reason);
          signal.addEventListener('abort', onAbort);
        }),
      ]);
    } finally {
      signal.removeEventListener('abort', onAbort);
      running.waiting.delete(waits);
      if (signal.aborted && running.waiting.size === 0) running.controller.abort(signal.reason);
    }
  }

  #begin() {
    const controller = new AbortController();
    const waiting = new Set<(note: Note) => void>();
    const note = (detail: Note) => {
      for (const tell of waiting) tell(detail);
    };
    const running = { value: this.start(controller.signal, note), controller, waiting };
    this.#running = running;
    const forget = () => {
      if (this.#running === running) this.#running = undefined;
    };
    running.value.catch(forget);
    controller.signal.addEventListener('abort', forget);
    return running;
  }
}
