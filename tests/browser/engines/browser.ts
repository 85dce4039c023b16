/** What the tests ask of a browser, whichever it is. */

/** A page in a tab. */
export type Tab = {
  /** Runs a function in the page; it sees nothing of the test but its argument, and both pass as JSON. */
  evaluate<Result>(call: () => Result): Promise<Awaited<Result>>;
  evaluate<Result, Argument>(call: (argument: Argument) => Result, argument: Argument): Promise<Awaited<Result>>;
  reload(): Promise<unknown>;
  close(): Promise<void>;
};

/** A browser over a folder of its own, so that it can be ended and started again with its data. */
export interface Browser {
  /** Errors that pages raised and nobody caught. */
  readonly errors: string[];
  open(url: string): Promise<Tab>;
  /** Ends the browser and starts it again over the same data. */
  restart(): Promise<void>;
  /** Ends it, and removes its data. */
  stop(): Promise<void>;
}
