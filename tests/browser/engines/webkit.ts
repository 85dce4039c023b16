/**
 * WebKitGTK's own small browser on a pretended screen. A browser that WebDriver drives keeps nothing between two
 * runs, so this one is not driven: its pages ask for their work themselves, see `remote.ts`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Tab } from './browser.js';
import { programOf } from './program.js';
import { RemoteControl } from './remote.js';

export class WebKit implements Browser {
  readonly #folder: string;
  readonly #control: RemoteControl;
  #process: ChildProcess | undefined;
  #opener: Tab | undefined;
  readonly errors: string[];

  private constructor(folder: string, control: RemoteControl) {
    this.#folder = folder;
    this.#control = control;
    this.errors = control.errors;
  }

  static async start(): Promise<WebKit> {
    const browser = new WebKit(await mkdtemp(join(tmpdir(), 'weavelet-webkit-')), await RemoteControl.start());
    await browser.restart();
    return browser;
  }

  async restart(): Promise<void> {
    await this.#end();
    const home = { XDG_DATA_HOME: join(this.#folder, 'data'), XDG_CACHE_HOME: join(this.#folder, 'cache') };
    const { tab, url } = this.#control.expect(this.#control.emptyPage);
    const program = programOf('webkit');
    const options = ['--javascript-can-open-windows-automatically=true', url];
    // In a process group of its own, since the screen and the browser's helpers end with it.
    this.#process = spawn('xvfb-run', ['--auto-servernum', program, ...options], {
      detached: true,
      stdio: 'ignore',
      env: { ...process.env, ...home },
    });
    this.#opener = await tab;
  }

  async open(url: string): Promise<Tab> {
    const { tab, url: address } = this.#control.expect(url);
    await this.#opener!.evaluate((target) => {
      // A named window would be reused; it must not be able to close its opener either.
      window.open(target, '_blank');
    }, address);
    return tab;
  }

  async stop(): Promise<void> {
    await this.#end();
    await this.#control.stop();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #end(): Promise<void> {
    if (!this.#process) return;
    const ended = once(this.#process, 'exit');
    process.kill(-this.#process.pid!, 'SIGTERM');
    await ended;
    this.#process = undefined;
  }
}
