/** One end of a pipe between two threads: what a Web Worker, its own scope and Node's worker threads have in common. */
export interface Port {
  /** Sends a message; the buffers of `transfer` move with it and are empty here afterwards. */
  post(message: unknown, transfer: Transferable[]): void;
  /** Calls back for each message, in order, and once when the other end is gone or broken. */
  listen(onMessage: (message: unknown) => void, onBroken: (reason: string) => void): void;
  /** Whether somebody waits for the other end: only then it keeps this process alive. */
  hold?(busy: boolean): void;
  /** Ends the thread at the other end, where it is ours to end. */
  close(): void;
}
