import type { CopyFailure, CopyOptions, CopyProgress, CopyResult } from '../../types/copy.js';

/** A copy on its way over a collection or one of its tenants: what it has done, and who hears of it. */
export class Walk {
  readonly result: CopyResult;
  readonly #options: CopyOptions;
  readonly #tenant: string | undefined;

  constructor(result: CopyResult, options: CopyOptions, tenant?: string) {
    this.result = result;
    this.#options = options;
    this.#tenant = tenant;
  }

  /** @throws the signal's reason once it has fired. */
  check(): void {
    this.#options.signal?.throwIfAborted();
  }

  fail(failure: CopyFailure): void {
    this.result.failed.push(this.#tenant === undefined ? failure : { ...failure, tenant: this.#tenant });
  }

  /** Begins a phase of `total` steps; the result is to be called after each. */
  start(phase: CopyProgress['phase'], total: number): () => void {
    let done = 0;
    const tenant = this.#tenant;
    return () => {
      this.check();
      done++;
      // objects may come while it runs
      this.#options.onProgress?.({ phase, tenant, done, total: Math.max(done, total) });
    };
  }
}
