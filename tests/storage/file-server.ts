/** A real HTTP server for a file, and for others that it keeps beside it, with or without ranges, that tells what it was asked. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export class FileServer {
  file: Uint8Array = new Uint8Array(0);
  /** Whether parts are answered with parts. */
  ranges = true;
  /** What a part is answered with; changes when the file does. */
  tag = '"1"';
  /** Answers so many bytes of a body, then waits for {@link release}. */
  pauseAfter: number | undefined;
  /** Cuts the connection after so many bytes of a body. */
  breakAfter: number | undefined;
  status: number | undefined;
  /** Headers of every answer. */
  headers: Record<string, string> = {};
  /** The `Range` headers of the requests so far. */
  readonly asked: (string | undefined)[] = [];
  readonly #server: Server;
  readonly #others: Uint8Array[] = [];
  #paused: (() => void)[] = [];

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<FileServer> {
    const server = new FileServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/folder/file.wvix?key=secret`;
  }

  /** Serves a further file at an address of its own. */
  add(file: Uint8Array): string {
    this.#others.push(file);
    return new URL(`/others/${this.#others.length - 1}`, this.url).href;
  }

  release(): void {
    this.pauseAfter = undefined;
    for (const go of this.#paused.splice(0)) go();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.asked.push(request.headers.range);
    const range = this.ranges ? /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') : null;
    const [, other] = /^\/others\/(\d+)$/.exec(request.url ?? '') ?? [];
    const file = other === undefined ? this.file : this.#others[Number(other)]!;
    const total = file.length;
    if (this.status) return void response.writeHead(this.status).end('no');
    if (range && Number(range[1]) >= total) {
      return void response.writeHead(416, { 'content-range': `bytes */${total}` }).end();
    }
    const [from, end] = range ? [Number(range[1]), Math.min(Number(range[2]) + 1, total)] : [0, total];
    const headers = { ...this.headers, 'content-length': end - from, etag: this.tag };
    if (range) response.writeHead(206, { ...headers, 'content-range': `bytes ${from}-${end - 1}/${total}` });
    else response.writeHead(200, headers);
    const body = file.subarray(from, end);
    const pause = this.pauseAfter ?? this.breakAfter;
    if (pause === undefined || body.length <= pause) return void response.end(body);
    response.write(body.subarray(0, pause));
    if (this.breakAfter !== undefined) return void setTimeout(() => response.destroy(), 20);
    await new Promise<void>((go) => this.#paused.push(go));
    response.end(body.subarray(pause));
  }
}
