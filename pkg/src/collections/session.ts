import type { Engine } from '../engine/engine.js';
import type { CallName, Calls } from '../engine/protocol.js';
import { WeaviateInvalidInputError, WeaviateRequestTimeoutError } from '../errors.js';
import type { TimeoutParams } from '../types/client.js';
import type { GenerativeFunction } from '../types/modules.js';
import { clientError } from './client-error.js';

/** What the namespaces of one client share. */
export type Session = {
  engine: Engine;
  /** Seconds after which a call is given up; absent: never. */
  timeout?: TimeoutParams;
  /** The functions of `configure.generative.custom`, by collection: they cannot leave this process. */
  generators: Map<string, GenerativeFunction>;
  /** Milliseconds since 1970. */
  now(): number;
  /** A random (version 4) UUID. */
  uuid(): string;
};

/** A collection as a handle sees it: the name with its first letter upper-cased, and a tenant. */
export type Target = { session: Session; collection: string; tenant?: string };

/** Where the object calls of a handle go. */
export const place = ({ collection, tenant }: Target) => (tenant ? { collection, tenant } : { collection });

/** Collection names start with a capital letter; handles correct the first one. */
export const capitalized = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/**
 * What `build` makes of a caller's values. Where these are of so different a form that they cannot even be read, that
 * is their error and not one of this program.
 */
export function input<T>(build: () => T): T {
  const refuse = (error: unknown): never => {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new WeaviateInvalidInputError(`an argument is not of the expected form: ${error.message}`, { cause: error });
  };
  try {
    const made = build();
    return made instanceof Promise ? (made.catch(refuse) as T) : made;
  } catch (error) {
    return refuse(error);
  }
}

type SendOptions = {
  signal?: AbortSignal;
  /** Reports a refusal as a REST call does. */
  rest?: boolean;
};

const WRITES = /^objects\.(insert|batch|merge|replace)/;

/** Sends a message to the engine, given or made by `request`; a refusal becomes the error that Weaviate's client throws for it. */
export async function send<N extends CallName>(
  session: Session,
  name: N,
  request: Calls[N]['request'] | (() => Calls[N]['request']),
  { signal, rest }: SendOptions = {},
): Promise<Calls[N]['reply']> {
  const seconds = WRITES.test(name) ? session.timeout?.insert : session.timeout?.query;
  const timer = seconds ? AbortSignal.timeout(seconds * 1000) : undefined;
  const stop = timer && signal ? AbortSignal.any([timer, signal]) : (timer ?? signal);
  if (signal?.aborted) throw aborted(signal);
  const message = typeof request === 'function' ? input(request) : request;
  try {
    const reply = session.engine.call(name, message, stop);
    return await (stop ? untilAborted(reply, stop) : reply);
  } catch (error) {
    if (signal?.aborted) throw aborted(signal);
    if (timer?.aborted) throw new WeaviateRequestTimeoutError(`timed out after ${seconds! * 1000}ms`);
    throw clientError(name, error, rest);
  }
}

const aborted = (signal: AbortSignal) => {
  const error = new DOMException('The operation has been aborted', 'AbortError');
  Object.defineProperty(error, 'cause', { value: signal.reason });
  return error;
};

/** Waits for the promise no longer than until the signal fires. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
