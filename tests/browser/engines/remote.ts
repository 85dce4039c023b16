/**
 * Runs functions in the pages of a browser that nothing drives: each page loads `remote-page.js`, asks this server
 * for its next call, and posts what came of it. A page that nobody expects is left alone.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Tab } from './browser.js';

/** The script that a page must load before its own, under this name in its own folder. */
export const REMOTE_SCRIPT = new URL('remote-page.js', import.meta.url);
export const REMOTE_TAG = '<script src="/remote-page.js"></script>';

/** How long a page waits for its next call before it asks again, in milliseconds: below the browsers' own limits. */
const PATIENCE = 20_000;

type Call = { number: number; code: string; argument: unknown };
type Outcome = { value?: unknown; error?: string };

class RemoteTab implements Tab {
  readonly #calls: Call[] = [];
  readonly #running = new Map<number, PromiseWithResolvers>();
  #asking: ((call: Call | undefined) => void) | undefined;
  #loads: (() => void)[] = [];
  #count = 0;

  /** The next load of the page. */
  loaded(): Promise<void> {
    return new Promise((resolve) => this.#loads.push(resolve));
  }

  // biome-ignore lint/suspicious/noExplicitAny: one signature stands for the overloads of `Tab`
  evaluate(call: (argument: any) => unknown, argument?: unknown): Promise<any> {
    const number = this.#count++;
    const settled = withResolvers();
    this.#running.set(number, settled);
    this.#send({ number, code: String(call), argument });
    return settled.promise;
  }

  async reload(): Promise<void> {
    const loaded = this.loaded();
    this.#leave('location.reload()');
    await loaded;
  }

  async close(): Promise<void> {
    this.#leave('window.close()');
  }

  /** The page asks for its next call; `first` when it has just loaded. */
  next(first: boolean): Promise<Call | undefined> {
    if (first) {
      for (const { reject } of this.#running.values()) reject(new Error('the page was left during this call'));
      this.#running.clear();
      for (const resolve of this.#loads.splice(0)) resolve();
    }
    this.#asking?.(undefined);
    const call = this.#calls.shift();
    if (call) return Promise.resolve(call);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#asking?.(undefined), PATIENCE);
      this.#asking = (call) => {
        clearTimeout(timer);
        this.#asking = undefined;
        resolve(call);
      };
    });
  }

  settle(number: number, { value, error }: Outcome): void {
    const settled = this.#running.get(number);
    this.#running.delete(number);
    if (error === undefined) settled?.resolve(value);
    else settled?.reject(new Error(error));
  }

  /** Runs what ends this page, and so has no outcome. */
  #leave(statement: string): void {
    this.#send({ number: this.#count++, code: `() => void setTimeout(() => ${statement})`, argument: undefined });
  }

  #send(call: Call): void {
    if (this.#asking) this.#asking(call);
    else this.#calls.push(call);
  }
}

type PromiseWithResolvers = ReturnType<typeof withResolvers>;
/** As `Promise.withResolvers`, which Node.js 20 has not. */
function withResolvers() {
  let resolve!: (value: unknown) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<unknown>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

export class RemoteControl {
  readonly errors: string[] = [];
  readonly #tabs: RemoteTab[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
    });
  }

  static async start(): Promise<RemoteControl> {
    const control = new RemoteControl();
    await new Promise<void>((resolve) => control.#server.listen(0, '127.0.0.1', resolve));
    return control;
  }

  get #address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A page with nothing but the script. */
  get emptyPage(): string {
    return `${this.#address}/`;
  }

  /** The address under which a page is loaded so that it asks for its calls, and its tab once it does. */
  expect(page: string): { url: string; tab: Promise<Tab> } {
    const url = new URL(page);
    url.searchParams.set('remote', `${this.#address}/${this.#tabs.length}`);
    const tab = new RemoteTab();
    this.#tabs.push(tab);
    return { url: url.href, tab: tab.loaded().then(() => tab) };
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('access-control-allow-origin', '*');
    const [, tab = '', what, number] = request.url!.split('/');
    if (what === undefined) {
      const script = tab === 'remote-page.js';
      response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
      response.end(script ? await readFile(REMOTE_SCRIPT) : `<!doctype html>${REMOTE_TAG}`);
    } else if (what === 'first' || what === 'next') {
      response.end(JSON.stringify((await this.#tabs[Number(tab)]?.next(what === 'first')) ?? null));
    } else {
      const body = await text(request);
      if (what === 'outcome') this.#tabs[Number(tab)]?.settle(Number(number), JSON.parse(body));
      else this.errors.push(body);
      response.end();
    }
  }
}
