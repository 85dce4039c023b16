/** Work that can wait, in slices of a few ms: each has a turn of its own, so that calls need not wait for it. */
export class Background {
  readonly #slice: () => boolean;
  #turn: ReturnType<typeof setTimeout> | undefined;

  /** `slice` does a part and says whether something is left. It must not throw. */
  constructor(slice: () => boolean) {
    this.#slice = slice;
  }

  /** There may be something to do. */
  begin(): void {
    this.#turn ??= setTimeout(() => this.#next());
    // a process need not go on for it
    (this.#turn as { unref?(): void }).unref?.();
  }

  /**
   * The work would help what was just done. When that comes again before the work had a turn, it is done at once: a
   * program that never waits leaves no turns, and in Workers a request that has ended takes its turns along.
   */
  urge(): void {
    if (this.#turn === undefined) return;
    clearTimeout(this.#turn);
    this.#next();
  }

  end(): void {
    clearTimeout(this.#turn);
    this.#turn = undefined;
  }

  #next(): void {
    this.#turn = undefined;
    if (this.#slice()) this.begin();
  }
}
