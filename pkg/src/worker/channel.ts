/** Requests, replies, notes and aborts over a port. Both ends may ask. */
import type { Port } from './port.js';
import { packError, unpackError, type WireError } from './wire-error.js';

type Ask = { ask: number; method: string; argument: unknown };
type Reply = { answer: number; value?: unknown; error?: WireError };
type Message =
  | Ask
  | Reply
  /** Something to tell while a request is under way: progress, an event. */
  | { note: number; detail: unknown }
  | { abort: number; reason: WireError };

/** A list of methods: what each is asked with, what it replies, what it tells meanwhile. */
export type Methods = Record<string, { argument: unknown; reply: unknown; note?: unknown }>;

/** How one end answers the methods that it offers. A reply made by {@link moving} moves its buffers. */
export type Answers<M extends Methods> = {
  [N in keyof M]: (
    argument: M[N]['argument'],
    context: { signal: AbortSignal; note(detail: M[N]['note']): void },
  ) => Promise<M[N]['reply'] | Moving<M[N]['reply']>>;
};

/** How to ask. */
export type AskOptions<Note> = {
  signal?: AbortSignal;
  /** Buffers that move with the request. */
  transfer?: Transferable[];
  onNote?(detail: Note): void;
  /** Nobody waits for the reply: the request keeps no process alive. */
  background?: boolean;
};

class Moving<T> {
  constructor(
    readonly value: T,
    readonly transfer: Transferable[],
  ) {}
}

/** A reply whose buffers move to the other end instead of being copied. */
export const moving = <T>(value: T, transfer: Transferable[]): Moving<T> => new Moving(value, transfer);

type Waiting = {
  settle(reply: Reply): void;
  fail(error: Error): void;
  note?(detail: unknown): void;
};

/** One end of the pipe: asks for `Theirs`, answers `Ours`. */
export class Channel<Theirs extends Methods, Ours extends Methods> {
  readonly #port: Port;
  readonly #answers: Answers<Ours>;
  readonly #onBroken: ((reason: Error) => void) | undefined;
  readonly #waiting = new Map<number, Waiting>();
  readonly #running = new Map<number, AbortController>();
  #next = 1;
  #awaited = 0;
  #broken: Error | undefined;

  constructor(port: Port, answers: Answers<Ours>, onBroken?: (reason: Error) => void) {
    this.#port = port;
    this.#answers = answers;
    this.#onBroken = onBroken;
    port.listen(
      (message) => this.#receive(message as Message),
      (reason) => this.break(new Error(reason)),
    );
  }

  /** Why nothing can be asked any more. */
  get broken(): Error | undefined {
    return this.#broken;
  }

  /** Asks the other end. Rejects with the signal's reason as soon as it fires, whatever becomes of the request. */
  ask<N extends keyof Theirs & string>(
    method: N,
    argument: Theirs[N]['argument'],
    { signal, transfer, onNote, background }: AskOptions<Theirs[N]['note']> = {},
  ): Promise<Theirs[N]['reply']> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#broken) throw this.#broken;
      const ask = this.#next++;
      const onAbort = () => {
        end();
        this.#post({ abort: ask, reason: packError(signal?.reason) });
        reject(signal?.reason);
      };
      const end = () => {
        this.#waiting.delete(ask);
        if (!background) this.#await(-1);
        signal?.removeEventListener('abort', onAbort);
      };
      this.#post({ ask, method, argument }, transfer);
      if (!background) this.#await(1);
      signal?.addEventListener('abort', onAbort);
      this.#waiting.set(ask, {
        note: onNote as Waiting['note'],
        settle({ value, error }) {
          end();
          if (error) reject(unpackError(error));
          else resolve(value as Theirs[N]['reply']);
        },
        fail(error) {
          end();
          reject(error);
        },
      });
    });
  }

  /** Ends the channel: what waits for a reply is told why there will be none. */
  break(error: Error): void {
    if (this.#broken) return;
    this.#broken = error;
    this.#port.close();
    for (const { fail } of [...this.#waiting.values()]) fail(error);
    for (const controller of this.#running.values()) controller.abort(error);
    this.#onBroken?.(error);
  }

  #await(change: 1 | -1): void {
    this.#awaited += change;
    this.#port.hold?.(this.#awaited > 0);
  }

  #post(message: Message, transfer: Transferable[] = []): void {
    if (!this.#broken) this.#port.post(message, transfer);
  }

  #receive(message: Message): void {
    if ('ask' in message) void this.#answer(message);
    else if ('answer' in message) this.#waiting.get(message.answer)?.settle(message);
    else if ('note' in message) this.#waiting.get(message.note)?.note?.(message.detail);
    else this.#running.get(message.abort)?.abort(unpackError(message.reason));
  }

  async #answer({ ask, method, argument }: Ask): Promise<void> {
    const controller = new AbortController();
    this.#running.set(ask, controller);
    try {
      const answer = this.#answers[method];
      if (!answer) throw new TypeError(`no method is called ${method}`);
      const note = (detail: unknown) => this.#post({ note: ask, detail });
      const reply = await answer(argument as Ours[string]['argument'], { signal: controller.signal, note });
      if (reply instanceof Moving) this.#post({ answer: ask, value: reply.value }, reply.transfer);
      else this.#post({ answer: ask, value: reply });
    } catch (error) {
      this.#post({ answer: ask, error: packError(error) });
    } finally {
      this.#running.delete(ask);
    }
  }
}
